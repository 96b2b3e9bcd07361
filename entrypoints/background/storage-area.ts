interface StorageArea {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(key: string): Promise<void>;
}

export function keyValueOf(area: () => StorageArea) {
  return {
    get: async (key: string): Promise<unknown> => (await area().get(key))[key],
    set: (key: string, value: unknown): Promise<void> => area().set({ [key]: value }),
    remove: (key: string): Promise<void> => area().remove(key),
  };
}
