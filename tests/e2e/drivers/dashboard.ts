import type { Locator } from './by-role.ts';
import type { ExtensionPage } from './driver.ts';
import { SLOW } from './patience.ts';

/** The dashboard, by the accessible names that people and screen readers find. */
export class DashboardPage {
  readonly grid: Locator;
  readonly rows: Locator;
  readonly mrr: Locator;
  readonly selection: Locator;
  readonly undo: Locator;
  readonly panel: Locator;

  constructor(readonly page: ExtensionPage) {
    this.grid = page.by('grid', 'Clients');
    this.rows = this.grid.by('row');
    this.mrr = page.by('region', 'MRR');
    this.selection = page.by('toolbar', 'Selection');
    this.undo = page.by('status', 'Undo');
    this.panel = page.by('complementary');
  }

  /** @param name beginning of the radio's name: All, Late, Upcoming, Paid, Other, Archived */
  async filter(name: string): Promise<void> {
    await this.page.by('radio', { starts: name }).click();
  }

  /** Names of the clients shown, in their order. Waits until there are so many. */
  async clients(count: number): Promise<string[]> {
    const headers = this.grid.by('rowheader');
    const all = await headers.until(
      ({ length }) => length === count + 1,
      `${count} clients and the total`,
      SLOW,
    );
    return all.slice(0, -1).map(({ text }) => text);
  }

  async select(client: string): Promise<void> {
    await this.grid.by('checkbox', `Select ${client}`).click();
  }

  /** Presses a button of the toolbar and confirms; answers with what the dialog said. */
  async act(action: 'Archive' | 'Delete' | 'Unlink', count: number): Promise<string> {
    await this.selection.by('button', action).click();
    const dialog = this.page.by('dialog', `${action} ${count} ${count === 1 ? 'client' : 'clients'}?`);
    const { text } = await dialog.one();
    await dialog.by('button', action).click();
    await dialog.gone(SLOW);
    await this.selection.gone(SLOW);
    return text;
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
