import type { ReactNode } from 'react';

type Chunks = readonly ReactNode[];

/** For `<bdi>…</bdi>` in a message: a name that keeps its own direction. */
export const bdi = (chunks: Chunks) => <bdi key="bdi">{chunks}</bdi>;

export const bold = (chunks: Chunks) => <strong key={String(chunks)}>{chunks}</strong>;
