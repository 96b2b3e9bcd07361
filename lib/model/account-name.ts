/** The name to show for an account: the user's own, else Stripe's; null: neither. */
export const nameOf = ({
  ownName,
  accountName,
}: {
  ownName?: string;
  accountName: string | null;
}): string | null => ownName || accountName || null;
