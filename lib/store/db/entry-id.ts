/**
 * Key of an entry that is only ever added: sorts by time, then by `index` among entries of the same time. Not the
 * store's own numbering, which one damaged key of 2^53 would end for good.
 * @param at milliseconds since 1970
 */
export function entryId(at: number, index: number): string {
  const inOrder = [String(at).padStart(15, '0'), String(index).padStart(6, '0')];
  return [...inOrder, crypto.randomUUID()].join('.');
}
