import styles from './Icon.module.css';

/** 16 px grid, 1.5 px stroke, in the colour of the text. */
const PATHS = {
  refresh: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.2v2.9h-2.9',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3 14 14',
  plus: 'M8 3v10M3 8h10',
  close: 'm4 4 8 8M12 4l-8 8',
  check: 'm3.5 8.5 3 3 6-7',
  chevronDown: 'm4 6 4 4 4-4',
  alert: 'M8 2.4 14.4 13.4H1.6L8 2.4ZM8 6.6v3M8 11.4v.1',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.2 1.4',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.4v3.4M8 5.1v.1',
  pause: 'M6 4.5v7M10 4.5v7',
  stop: 'M4.8 4.8h6.4v6.4H4.8z',
  question: 'M6 6a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4v.2M8 11.6v.1',
  dash: 'M5 8h6',
  lock: 'M4 7.2h8v6H4zM5.6 7.2V5.4a2.4 2.4 0 0 1 4.8 0v1.8',
  unlock: 'M4 7.2h8v6H4zM5.6 7.2V5.2a2.4 2.4 0 0 1 4.6-1',
  settings: 'M2.5 5h6M11.5 5h2M10 6.5v-3M2.5 11h2M7.5 11h6M6 12.5v-3',
  expand: 'M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9',
  external: 'M9.5 2.5h4v4M13.5 2.5 8 8M11.5 9.5v4h-9v-9h4',
  edit: 'M3 13l.6-2.7 7-7a1.3 1.3 0 0 1 1.9 0l.2.2a1.3 1.3 0 0 1 0 1.9l-7 7L3 13ZM9.5 4.4l2.1 2.1',
  trash: 'M3 4.5h10M6.3 4.5v-2h3.4v2M4.3 4.5l.6 9h6.2l.6-9M6.8 7v4M9.2 7v4',
  eye: 'M1.5 8S3.8 3.6 8 3.6 14.5 8 14.5 8 12.2 12.4 8 12.4 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  eyeOff:
    'M2 2l12 12M6.3 3.9c.5-.2 1.1-.3 1.7-.3 4.2 0 6.5 4.4 6.5 4.4s-.7 1.3-2 2.5M9.5 9.4A2 2 0 0 1 6.6 6.5M4.3 4.9C2.5 6.2 1.5 8 1.5 8s2.3 4.4 6.5 4.4c1 0 1.9-.2 2.6-.6',
  mail: 'M2 4h12v8.5H2zM2.3 4.4 8 9l5.7-4.6',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  archive: 'M2 3h12v3H2zM3 6v7h10V6M6.5 8.8h3',
  link: 'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.9-.9',
  users:
    'M6.2 8a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8ZM1.6 13.2c.5-2.2 2.3-3.4 4.6-3.4s4.1 1.2 4.6 3.4M10.6 3.4a2.4 2.4 0 0 1 0 4.5M12 10c1.3.5 2.1 1.6 2.4 3.2',
  bell: 'M4 11.2V7.4a4 4 0 0 1 8 0v3.8l1.2 1.2H2.8L4 11.2ZM6.6 14.2h2.8',
  shield: 'M8 1.8 13 3.6v4c0 3.2-2.1 5.4-5 6.6-2.9-1.2-5-3.4-5-6.6v-4L8 1.8ZM5.8 8l1.6 1.6 2.9-3.2',
  database:
    'M3 4c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2ZM3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2',
  activity: 'M1.8 8.5h2.7l2-5.5 3 10 2-4.5h2.7',
  plug: 'M6 2v3M10 2v3M4 5h8v2.5a4 4 0 0 1-8 0V5ZM8 11.5V14',
} as const;

export type IconName = keyof typeof PATHS;

/** Decorative: a control with only an icon needs its own label. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      className={styles.icon}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
