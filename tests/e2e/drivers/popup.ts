import type { StripeServer } from '../../stripe-server/http/server.ts';
import type { Seen } from './aria.ts';
import type { Locator, Name } from './by-role.ts';
import { pick } from './combobox.ts';
import type { ExtensionPage } from './driver.ts';
import { SLOW } from './patience.ts';

export type StatusWord = 'Paid' | 'Upcoming' | 'Late' | 'Paused' | 'Ended' | 'Unknown' | 'Not tracked';

/** What to pick in a dropdown: what is typed, and the option that is meant. */
export interface Choice {
  type: string;
  option: Name;
}

export interface NewClient {
  name: string;
  email?: string;
  type?: string;
  service?: string;
  notes?: string;
  subscription?: Choice;
  /** Billed elsewhere. */
  manual?: { status: 'Paid' | 'Upcoming' | 'Late'; monthly: string };
  addOn?: { label: string; amount: string };
}

/** The popup, by the accessible names that people and screen readers find. */
export class PopupPage {
  readonly mrr: Locator;
  readonly overdue: Locator;
  readonly clients: Locator;
  /** The rows; lists inside an open row have items too, but these have no name. */
  readonly rows: Locator;
  readonly unlockForm: Locator;
  readonly refreshStatus: Locator;

  constructor(readonly page: ExtensionPage) {
    this.mrr = page.by('region', 'MRR');
    this.overdue = page.by('region', 'Overdue');
    this.clients = page.by('list', 'Clients');
    this.rows = this.clients.by('listitem', /./);
    this.unlockForm = page.by('form', 'Unlock');
    this.refreshStatus = page.by('status', 'Refresh');
  }

  row(client: string): Locator {
    return this.clients.by('listitem', { starts: client });
  }

  /**
   * Waits for the payment status of a row, and answers with its reason, which is the description of that text. An open
   * row says the status of each subscription too.
   */
  async status(client: string, word: StatusWord): Promise<string> {
    const own = (seen: Seen): boolean => seen.description !== '';
    const all = await this.row(client)
      .text(word)
      .until((seen) => seen.filter(own).length === 1, 'it is the payment status, with a reason', SLOW);
    return all.find(own)?.description ?? '';
  }

  /** Waits until a row reads like this. */
  async reads(client: string, ...figures: (string | RegExp)[]): Promise<void> {
    for (const figure of figures) await this.row(client).says(figure, SLOW);
  }

  /** Opens a row and gives the region with its details. */
  async details(client: string): Promise<Locator> {
    const button = this.row(client).by('button', `Details of ${client}`);
    if ((await button.one()).expanded !== true) await button.click();
    const region = this.page.by('region', `Details of ${client}`);
    // Their code comes with the first row that is opened.
    await region.until(([shown]) => shown !== undefined && !shown.text.includes('Loading…'), 'it is there');
    return region;
  }

  async addClient(client: NewClient): Promise<void> {
    await this.page.by('button', 'Add Client').click();
    const dialog = this.page.by('dialog', 'Add client');
    await dialog.by('textbox', 'Name').fill(client.name);
    const fields = [
      ['E-mail', client.email],
      ['Type', client.type],
      ['Product or service', client.service],
      ['Notes', client.notes],
    ] as const;
    for (const [field, text] of fields) if (text !== undefined) await dialog.by('textbox', field).fill(text);
    if (client.subscription) {
      const { type, option } = client.subscription;
      await pick(this.page, dialog.by('combobox', 'Stripe Subscription'), type, option);
    }
    if (client.manual) await this.fillManual(dialog, client.manual);
    if (client.addOn) await this.fillAddOn(dialog, client.addOn);
    await this.save(dialog);
    await this.row(client.name).one();
  }

  async fillManual(dialog: Locator, manual: NonNullable<NewClient['manual']>): Promise<void> {
    await dialog.by('radio', manual.status).click();
    await dialog.by('textbox', 'Monthly revenue').fill(manual.monthly);
  }

  async fillAddOn(dialog: Locator, addOn: NonNullable<NewClient['addOn']>): Promise<void> {
    await dialog.by('button', 'Add add-on').click();
    const group = dialog.by('group', 'Add-on 1');
    await group.by('textbox', 'Label').fill(addOn.label);
    await group.by('textbox', 'Amount').fill(addOn.amount);
  }

  async edit(client: string): Promise<Locator> {
    await this.row(client).by('button', `Edit ${client}`).click();
    const dialog = this.page.by('dialog', { starts: 'Edit client' });
    await dialog.one();
    return dialog;
  }

  async save(dialog: Locator): Promise<void> {
    await dialog.by('button', 'Save').click();
    await dialog.gone();
  }

  /** Links a client's first subscription in its row. */
  async link(client: string, choice: Choice): Promise<void> {
    const combobox = this.row(client).by('combobox', `Stripe Subscription for ${client}`);
    const picked = await pick(this.page, combobox, choice.type, choice.option);
    if (picked !== 'None') await combobox.says(picked);
  }

  /** The button that starts the refresh, and cancels it while one runs. */
  get refreshButton(): Locator {
    return this.page.by('button', /^(Refresh|Cancel refresh)$/);
  }

  /**
   * Refreshes and waits for the end. The first request is held, so that progress is seen for sure. A refresh that runs
   * already (after a new key the extension starts one by itself) will do if it still has something to ask.
   */
  async refresh(server: StripeServer): Promise<void> {
    const hold = server.faults.hold();
    const isHeld = (): boolean => hold.waiting > 0;
    while (!isHeld()) {
      const { name } = await this.refreshButton.one(SLOW);
      if (name === 'Refresh') await this.refreshButton.click();
      const goesOn = name === 'Refresh' ? [] : ['Refresh'];
      await this.refreshButton.until(
        (all) => isHeld() || goesOn.includes(all[0]?.name ?? ''),
        'Stripe is asked',
        SLOW,
      );
    }
    await this.page.by('progressbar', 'Refresh progress').one(SLOW);
    await this.page.by('button', 'Cancel refresh').one(SLOW);
    hold.release();
    await this.refreshEnds();
  }

  async refreshEnds(): Promise<void> {
    await this.page.by('button', 'Refresh').one(SLOW);
    await this.page.by('progressbar', 'Refresh progress').gone();
  }

  async lockNow(): Promise<void> {
    await this.page.by('button', 'Lock now').click();
    await this.page.by('button', 'Lock now').gone(SLOW);
  }

  async unlock(passphrase: string): Promise<void> {
    await this.unlockForm.by('textbox', 'Passphrase').fill(passphrase);
    await this.unlockForm.by('button', 'Unlock').click();
  }
}
