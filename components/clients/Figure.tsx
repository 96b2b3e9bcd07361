/** An unknown figure is "—", described by the reason. */
export function Figure({ text, why, id }: { text: string; why: string | null; id: string }) {
  if (why === null) return <span>{text}</span>;
  return (
    <span aria-describedby={id} title={why}>
      {text}
      <span id={id} hidden>
        {why}
      </span>
    </span>
  );
}
