export const MODES = ['live', 'test'] as const;
export type Mode = (typeof MODES)[number];

/** `restricted` keys begin with rk_, `secret` ones with sk_. */
export type KeyKind = 'restricted' | 'secret';

/** Marks an account beside its name, never alone. */
export const ACCOUNT_COLOURS = ['blue', 'green', 'amber', 'violet', 'grey'] as const;
export type AccountColour = (typeof ACCOUNT_COLOURS)[number];
