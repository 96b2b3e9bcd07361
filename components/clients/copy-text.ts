/**
 * Puts a text into the clipboard that is still being made. Call it within the click: browsers grant the clipboard to
 * the click, not to what comes after a wait. Resolves to false where it is refused.
 */
export async function copyText(text: Promise<string>): Promise<boolean> {
  const blob = text.then((made) => new Blob([made], { type: 'text/plain' }));
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    return true;
  } catch {
    return navigator.clipboard.writeText(await text).then(
      () => true,
      () => false,
    );
  }
}
