interface Stored {
  id: string;
  created: number;
}

/** Newest `created` first; equal ones by id, so that the order never depends on insertion. */
const newestFirst = (a: Stored, b: Stored): number =>
  b.created - a.created || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

/** Objects of one kind, by id and in the order of Stripe's lists. */
export class Collection<T extends Stored> {
  readonly #byId = new Map<string, T>();
  /** Sorted when somebody asks; null after an insertion or a deletion. */
  #sorted: T[] | null = null;

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): T | undefined {
    return this.#byId.get(id);
  }

  /** Adds the object, or replaces the one with the same id. */
  put(object: T): T {
    const before = this.#byId.get(object.id);
    if (this.#sorted) {
      const at = before?.created === object.created ? this.position(object.id) : -1;
      if (at >= 0) this.#sorted[at] = object;
      else this.#sorted = null;
    }
    this.#byId.set(object.id, object);
    return object;
  }

  delete(id: string): void {
    if (this.#byId.delete(id)) this.#sorted = null;
  }

  values(): IterableIterator<T> {
    return this.#byId.values();
  }

  /** All objects, newest first. */
  inOrder(): readonly T[] {
    this.#sorted ??= [...this.#byId.values()].sort(newestFirst);
    return this.#sorted;
  }

  /** Where in the order an object stands, or -1. */
  position(id: string): number {
    const wanted = this.#byId.get(id);
    if (!wanted) return -1;
    const sorted = this.inOrder();
    let low = 0;
    let high = sorted.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const candidate = sorted[middle];
      if (!candidate) return -1;
      const sign = newestFirst(candidate, wanted);
      if (sign === 0) return middle;
      if (sign < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
