/** The part of `browser.storage.local` and `browser.storage.session` that is used. */
interface StorageArea {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(key: string): Promise<void>;
}

/** A storage area as the vault wants it: one value per name, JSON only. */
export function keyValueOf(area: () => StorageArea) {
  return {
    get: async (key: string): Promise<unknown> => (await area().get(key))[key],
    set: (key: string, value: unknown): Promise<void> => area().set({ [key]: value }),
    remove: (key: string): Promise<void> => area().remove(key),
  };
}
