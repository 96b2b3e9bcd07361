/**
 * Envelopes as version 1 was released, and what they hold. They must open in every later release: add to them, never
 * change them. An independent implementation (libsodium and the reference Argon2, from docs/vault-format.md alone)
 * opened them when they were made.
 *
 * Random bytes were a counter that goes on from `start` (data key, salt, nonces in the order of use), so that writing
 * can be compared as well as reading.
 */
export interface Vector {
  name: string;
  passphrase: string;
  entries: readonly (readonly [string, string])[];
  /** Key-encryption key and data key, hexadecimal. */
  kek: string;
  dataKey: string;
  /** The value as JSON text, as a storage gives it back. */
  envelope: string;
}

export const VECTORS: readonly Vector[] = [
  {
    name: 'the weakest parameters that are read',
    passphrase: 'correct horse battery staple',
    entries: [['acct_vector', 'rk_test_0123456789vectorONE']],
    kek: '79008c7a5ef47814a12acc6fb2234477cd540fb73cca739dbe37315f89fc4a89',
    dataKey: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
    envelope:
      '{"format":"clientplug-vault","version":1,"cipher":"xchacha20-poly1305","kdf":{"name":"argon2id","memoryKiB":19456,"passes":2,"lanes":1,"salt":"ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="},"revision":1,"wrappedKey":{"nonce":"QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX","box":"nhbAL6zPUcStdc7EXCyXydwbTIO5BerovWUDHI6nqK1FGkpZzTyCcsr/rLV1zUXH"},"entries":{"nonce":"WFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5v","box":"etWXEuIR+2HuQ6d7j/uKccbdP8Sm2Jo9FvFfDsDo4tzePyacr7+iIOu7G5Zh5HzM69yh73+qG1JUMFUatA=="},"check":"1dW/DGdF5NnKz7ZA1smPIwvxWkzjApmSwFGc/AxtKSw="}',
  },
  {
    name: 'letters of several scripts, several connections, a second revision',
    passphrase: 'Schlu\u0308ssel für die Ka\u0301sekiste 鍵',
    entries: [
      ['acct_vector', 'rk_test_0123456789vectorTWO'],
      ['acct_other.test', 'sk_live_abcdefvectorTHREE'],
      ['__proto__', 'sk_test_fourVECTOR'],
    ],
    kek: '2e2a8125c7b2a36126c5e64c2acd3a24c4529dfad201b64a86a57ba3bbb40958',
    dataKey: '6465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f80818283',
    envelope:
      '{"format":"clientplug-vault","version":1,"cipher":"xchacha20-poly1305","kdf":{"name":"argon2id","memoryKiB":19456,"passes":2,"lanes":1,"salt":"hIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqM="},"revision":2,"wrappedKey":{"nonce":"pKWmp6ipqqusra6vsLGys7S1tre4ubq7","box":"JXzLZsu8/TcHNh67935tbwZi2aPT0osBo/9TjHyJ+ctoNdlRTu0C43Ts8yKthvD5"},"entries":{"nonce":"1NXW19jZ2tvc3d7f4OHi4+Tl5ufo6err","box":"0A3c8GNbEvZYMXdR30wS6cpsFwXNwJTGuFqI/30jIW9r9A+bgGsaD8/2St3W0pNgM97uo02JyAnJJrmopnJHOVMM75WyKTRj65l1phqwdjOv1TzrhHwYJxlLpE9Ex8iRTtRGn2lZZlnx4sSPBIjjk7CKK2YMY09yeBhNH09fIwEUX1Ck1ltaCedEzKA="},"check":"7oUNnvPtn3A5WctITrm5v+4Nv27YGy0MM6/WMAT0s+8="}',
  },
  {
    name: 'the parameters that are written today',
    passphrase: 'a vault as it is written today',
    entries: [['acct_today', 'rk_live_9876543210vectorFIVE']],
    kek: 'f73f30658e4b34b9e3126da0f466a9668f688f48faff8501bf8225584c9a8533',
    dataKey: 'c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7',
    envelope:
      '{"format":"clientplug-vault","version":1,"cipher":"xchacha20-poly1305","kdf":{"name":"argon2id","memoryKiB":65536,"passes":3,"lanes":4,"salt":"6Onq6+zt7u/w8fLz9PX29/j5+vv8/f7/AAECAwQFBgc="},"revision":1,"wrappedKey":{"nonce":"CAkKCwwNDg8QERITFBUWFxgZGhscHR4f","box":"fb77/aoXJDPH2JK8c9ZKf4U1jt2zn1Q55ZBCyF/UVpX3gSapzDC6mRpwaolFmy2g"},"entries":{"nonce":"ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3","box":"y9Ijso2ZsfGhrPX7sttt9Zd+aaHg//DIPrmH2we3z28MgT7aLWsreN9f0ZNOkn2nbLVTgSOB+FC9Eq/qTQ=="},"check":"Z7cvet2Fu3didtZ6+0odu+fQW6E26AineT2otk8KEzY="}',
  },
];

/**
 * Version 2: the envelopes of `VECTORS`, in the same order, sealed with these peppers (hexadecimal). libsodium opened
 * the seals, from docs/vault-format.md alone, when they were made.
 */
export const SEALED_VECTORS: readonly { pepper: string; envelope: string }[] = [
  {
    pepper: '0a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223242526272829',
    envelope:
      '{"format":"clientplug-vault","version":2,"cipher":"xchacha20-poly1305","kdf":{"name":"argon2id","memoryKiB":19456,"passes":2,"lanes":1,"salt":"ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="},"revision":1,"pepper":"db38cc023ffc5ac30329df9d00ee4b7c","sealed":{"nonce":"KissLS4vMDEyMzQ1Njc4OTo7PD0+P0BB","box":"pIde7S/YWLOR1AvXB5krJkog7/yJ6VK6NUh/WSIETAZb3Zf8t7ijReG+T67EQESEnD44ayv+5gWXMc+hoamvKsYxl2McZqu9cZGXu8BNMujaaZ1M6kOsQGB8Na5pkl5IBsGWgKLUx4c3JAQMA63qWtg9KmNZvtU87EhrBM4zeKblnXRyWd1DbImEFZfIcB+pyreU9ELxp1rfFN/wBAOgWMAgkPHDhsxAi/WpsexJiozWHKifcIKpcVOeuOZEqn5W2cMzY/zCKlxmkbGbWCAbEMdz72dIy+bxtuN8hHq7ccG/Y30owfAkOkvrfg3qXZubzqADnB8KVABNbSrEgXKvuDqNg/2gj2sCWYFY+Dh+ebd1YNTlVGtI/5orw1qHyt5QOIldVD5m5GA="},"check":"NpkPvaGf/y1dJ5X141xmVSs/RLhzaQ+ENy7lBZM1ky8="}',
  },
  {
    pepper: '505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f',
    envelope:
      '{"format":"clientplug-vault","version":2,"cipher":"xchacha20-poly1305","kdf":{"name":"argon2id","memoryKiB":19456,"passes":2,"lanes":1,"salt":"hIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqM="},"revision":2,"pepper":"eb8a50f5e24c1bafa487cf73ac0a798a","sealed":{"nonce":"cHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaH","box":"ljZrrHG3bs9TGefyBzYBMXP9+ssC5T9+qs79NcZMdX5mUJ1WUTs0E3tlpXrlDCOxRt1o7X7q5/O+jfzSFdSKEJh/7dT2tEPdGtsdVXo2UgXecnLB/866v3IKFF1mkycsuJnBaPGHlA/n2zhUzWlukvagr1ng+VqzjBlHrPFodye4Ty9OIZQTRksCS6dhkKFipE2W6WCRt/dzJwDZIFjVCxKMWBp3dacz8XXnkpL3lrADxQvmTj+h29cvfoeWS0MpRkDCLbjZWZKswlpNzf6K739xdUOhKAeUDl5F3KD2de75Ws+JhYYiIuP5pIG2+dmZrkciLRwdmT0n2nIOibaXSZJ+8gvHAWbCiDNRh10l5FSc8njGjELVOxZlWdS1/XdC5IzHQzzAw150Yh0kU6TxwBgZ6hev3b6YZHexYGhWL+qzuj9/PYloiqASWq+iX6bWNBQCrj0wdICQHZEwt/krx8/Yca/w53n8B9fbuDUSdj1WRx5pg9F3CxtPoqsyyno5OC6QFeHfEABK8Gni6fkCkQ=="},"check":"RT47hilGySCOxilDD6XSZ4dfx9c9EvRH80TxrKdENdc="}',
  },
  {
    pepper: '969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5',
    envelope:
      '{"format":"clientplug-vault","version":2,"cipher":"xchacha20-poly1305","kdf":{"name":"argon2id","memoryKiB":65536,"passes":3,"lanes":4,"salt":"6Onq6+zt7u/w8fLz9PX29/j5+vv8/f7/AAECAwQFBgc="},"revision":1,"pepper":"a7e9cc766c218ddca7384151ea331528","sealed":{"nonce":"tre4ubq7vL2+v8DBwsPExcbHyMnKy8zN","box":"5kXwuJx18N1Tn2XZqlcJB92LcrvNW4ONUptrTSslG0yTuI/DC4IswUU6ZfGb7x39r8rxza6qnf96i4FdqDYrPRyBc8cI/pBTWBPqbQCxYdkbTnKJCqNRp5I/kTXVHq1CmFvMmPXe7MQQ9zEd0jGDyRDsLJK/0sxizwo62bFrGYiwmQFk8YVFQ/uX68wY1N9q0CP9hE+pIsZnShH1m4iE+OXoN8OTZ1QnGy+70JVEvnvaNyabm1ksIGyP7S0BMnNdwROinTFMvVquGMuS1ERXkLQHJ9e1tE8Zssk0qZDcpSdLzc/lIIXW3AcWUXnocHjpj7Qu3qifG0VhmpFSGb+Koe751h+RkFVv2DQFpuSu/ZT56noAI5iIfJgZFM/S59fRmUoVKKAyo3E="},"check":"8s/3bLWZcZxWQMQdTmBjxOiuWwTwpqEvy1IVu/IOuKo="}',
  },
];
