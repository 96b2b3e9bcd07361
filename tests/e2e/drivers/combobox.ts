import type { Locator, Name } from './by-role.ts';
import type { ExtensionPage } from './driver.ts';

/**
 * Picks an option as a person at the keyboard does: type, go down to the option, Enter. Whether the list begins at
 * its first option or above it is the page's choice, so the way down ends where the option is announced.
 */
export async function pick(
  page: ExtensionPage,
  combobox: Locator,
  typed: string,
  option: Name,
): Promise<string> {
  await combobox.click();
  await combobox.fill(typed);
  const options = page.by('option', option);
  const [wanted] = await options.until((all) => all.length === 1, 'the list offers exactly one such option');
  const { name = '' } = wanted ?? {};
  const offered = (await page.by('option').all()).length;
  for (let step = 0; (await combobox.one()).active !== name; step += 1) {
    if (step > offered) throw new Error(`The arrow keys never reach the option "${name}" of ${combobox}.`);
    await combobox.page.keyboard.press('ArrowDown');
  }
  await combobox.page.keyboard.press('Enter');
  await page.by('option').until((all) => all.length === 0, 'the list has closed');
  return name;
}
