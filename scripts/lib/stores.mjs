import { readFileSync } from 'node:fs';
import { join } from 'node:path';

function pngSize(bytes) {
  const isPng = bytes.subarray(1, 4).toString('latin1') === 'PNG';
  return isPng ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : null;
}

/** What the Chrome Web Store refuses or asks about, read off the Chromium package; answers with what is wrong. */
export function checkChrome(folder) {
  const wrong = [];
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const check = (fine, sentence) => {
    if (!fine) wrong.push(sentence);
  };
  check(manifest.manifest_version === 3, 'Only manifest version 3 is taken.');
  const messages = JSON.parse(
    readFileSync(join(folder, '_locales', manifest.default_locale, 'messages.json'), 'utf8'),
  );
  const shown = (text) => text?.replace(/__MSG_(\w+)__/g, (_all, key) => messages[key]?.message ?? '');
  const name = shown(manifest.name);
  const description = shown(manifest.description);
  check(name && name.length <= 75, 'The name may have 75 characters.');
  check((manifest.short_name ?? '').length <= 12, 'The short name may have 12 characters.');
  check(description && description.length <= 132, 'The description may have 132 characters.');
  check(/^\d+(\.\d+){0,3}$/.test(manifest.version), 'The version is one to four numbers with dots.');
  for (const size of ['16', '48', '128']) {
    const path = manifest.icons?.[size];
    if (!path) {
      wrong.push(`There is no icon of ${size} pixels.`);
      continue;
    }
    const found = pngSize(readFileSync(join(folder, path)));
    check(
      found?.width === Number(size) && found.height === Number(size),
      `${path} is no PNG of ${size} × ${size}.`,
    );
  }
  check(!('key' in manifest) && !('update_url' in manifest), 'The store sets key and update_url itself.');
  check(!('browser_specific_settings' in manifest), 'Settings of another browser do not belong here.');
  const named = [
    manifest.background?.service_worker,
    manifest.action?.default_popup,
    manifest.options_ui?.page,
    ...Object.values(manifest.action?.default_icon ?? {}),
  ].filter(Boolean);
  for (const path of named) {
    try {
      readFileSync(join(folder, path));
    } catch {
      wrong.push(`The manifest names ${path}, which is not there.`);
    }
  }
  return wrong;
}
