import styles from './Progress.module.css';

export function Spinner({ size = 16 }: { size?: number }) {
  return (
    <svg
      className={styles.spinner}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <circle cx="8" cy="8" r="6" />
      <path d="M14 8a6 6 0 0 0-6-6" />
    </svg>
  );
}

/** `fraction` from 0 to 1; null: unknown. */
export function ProgressBar({ label, fraction }: { label: string; fraction: number | null }) {
  const known = fraction === null ? {} : { value: Math.min(1, Math.max(0, fraction)) };
  return <progress className={styles.bar} aria-label={label} max={1} {...known} />;
}
