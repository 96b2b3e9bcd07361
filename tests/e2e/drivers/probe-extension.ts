import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserKind } from './driver.ts';

/**
 * A tiny extension, not the product: proves that the drivers do what they say, and that their alarms ring. It has
 * the product's id, menu item and command, and no rule that keeps it from other hosts.
 */
const BACKGROUND = `
const api = globalThis.browser ?? globalThis.chrome;
const born = String(Math.random());
const note = async (what) => {
  const { notes = [] } = await api.storage.local.get('notes');
  await api.storage.local.set({ notes: [...notes, what] });
  await api.action.setBadgeText({ text: String(notes.length + 1) });
};
api.runtime.onInstalled.addListener(() =>
  api.contextMenus.create({ id: 'refresh', title: 'Refresh client payments', contexts: ['all', 'action'] }));
api.contextMenus.onClicked.addListener((info) => { note('menu ' + info.menuItemId); });
api.commands.onCommand.addListener((name) => { note('command ' + name); });
api.runtime.onMessage.addListener((message, sender, answer) => {
  if (message === 'born') answer(born);
  else if (message === 'throw') setTimeout(() => { throw new Error('a deliberate error') }, 0);
  else if (message === 'popup') api.action.openPopup();
  else if (message.fetch) {
    fetch(message.fetch, { cache: 'no-store' }).then((got) => got.status, () => 'failed').then(answer);
    return true;
  }
});
`;

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Probe</title><body>
<h1>Probe</h1>
<section aria-label="Numbers"><ul aria-label="Rows">
  <li aria-label="One, late"><button>Edit <span hidden>x</span>One</button><span title="twelve days">Late</span></li>
  <li aria-label="Two"><button aria-describedby="why">Edit Two</button></li>
</ul></section>
<p id="why">for a reason</p>
<label>Plain <input></label>
<label for="secret">Secret</label><input id="secret" type="password">
<label><input type="checkbox"> Agree</label>
<label>Pick <input role="combobox" aria-expanded="false" aria-controls="options"></label>
<ul role="listbox" id="options" aria-label="Choices"></ul>
<form aria-label="Unlock"><button type="button" disabled>Off</button></form>
<table><caption>Permissions</caption><tr><th scope="row">prices</th><td>Works</td></tr></table>
<output></output>
<progress aria-label="Progress" value="0.5"></progress>
<div hidden><button>Hidden</button></div>
<div aria-hidden="true"><button>Unsaid</button></div>
<button id="open">Open <img alt="the" src="data:,"> dialog</button>
<dialog aria-labelledby="title"><h2 id="title">Really?</h2><button>Yes</button></dialog>
<script src="page.js"></script></body></html>`;

const PAGE_SCRIPT = `
const status = document.querySelector('output');
for (const button of document.querySelectorAll('li button'))
  button.addEventListener('click', (event) => { status.textContent = (event.isTrusted ? 'clicked ' : 'fake ') + button.textContent; });
document.querySelector('#open').addEventListener('click', () => document.querySelector('dialog').showModal());
const secret = document.querySelector('#secret');
secret.addEventListener('input', () => { status.textContent = 'typed ' + secret.value; });
const picker = document.querySelector('[role=combobox]');
const list = document.querySelector('#options');
let at = -1;
const show = () => {
  list.replaceChildren(...['Acme', 'Borealis', 'Borges'].filter((name) => name.toLowerCase().includes(picker.value.toLowerCase())).map((name, index) => {
    const option = document.createElement('li');
    option.id = 'option' + index; option.role = 'option'; option.textContent = name;
    return option;
  }));
  at = -1; picker.removeAttribute('aria-activedescendant'); picker.setAttribute('aria-expanded', 'true');
};
picker.addEventListener('input', show);
picker.addEventListener('focus', show);
picker.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown') { at = Math.min(at + 1, list.children.length - 1); picker.setAttribute('aria-activedescendant', 'option' + at); }
  if (event.key === 'Enter' && at >= 0) { picker.value = list.children[at].textContent; list.replaceChildren(); picker.setAttribute('aria-expanded', 'false'); }
});
`;

export async function probeExtension(kind: BrowserKind): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clientplug-probe-'));
  const manifest = {
    manifest_version: 3,
    name: 'Probe',
    version: '1',
    permissions: ['storage', 'contextMenus'],
    host_permissions: ['<all_urls>'],
    action: { default_popup: 'popup.html' },
    commands: { refresh: { description: 'Refresh' } },
    background: kind === 'chromium' ? { service_worker: 'background.js' } : { scripts: ['background.js'] },
    browser_specific_settings: { gecko: { id: 'clientplug@clientplug.app' } },
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'background.js'), BACKGROUND);
  await writeFile(join(folder, 'popup.html'), PAGE);
  await writeFile(join(folder, 'page.js'), PAGE_SCRIPT);
  return folder;
}
