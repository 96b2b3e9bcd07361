export const MODES = ['live', 'test'] as const;
export type Mode = (typeof MODES)[number];

/** `restricted` keys begin with rk_, `secret` ones with sk_. */
export type KeyKind = 'restricted' | 'secret';
