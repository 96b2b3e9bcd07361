import type { Random } from '../../support/random.ts';

const WORDS =
  'Acme Borealis Harbor Pine Oak Ridge Luma Fjord Pixel Nimbus Verdant Atlas Cobalt Mistral Tandem Quill Juniper Ember Saffron Meridian Cedar Lark Copper Willow Granite Marlow Orchard Beacon Vela Solstice Kestrel Basalt Amber Halcyon Thistle Drift Foundry Lumen Parable Sable Tern Umbra Vesper Wren Yarrow Zephyr Alder Bramble Cinder Dune Elm Fathom Garnet Hollow Indigo Jasper Kelp Linden Maple Nectar Opal Prism Quarry Rowan Slate Tidal Upland Vale Wharf Anchor Birch Coral Delta Echo Flint'.split(
    ' ',
  );
const KINDS =
  'Studio|GmbH|Ltd|Dental|Yoga|Coffee|Architects|Bakery|Records|Law|Movers|Interiors|Cycles|Brewing|Analytics|Outfitters|& Sons|Collective|Physiotherapy|Gardens|Travel|Photography|Kitchen|Robotics|S.à r.l.|AB|ApS|Lda.|S.L.|Oy'.split(
    '|',
  );
const JAPANESE =
  '株式会社青空|桜工房合同会社|株式会社ミナト設計|山田歯科医院|有限会社ひかり堂|京都茶舗|株式会社北斗システム|クローバー写真館'.split(
    '|',
  );
const PEOPLE =
  'Zoë Lindqvist|Jürgen Weiß|María José Núñez|Łukasz Wójcik|Nguyễn Thị Hạnh|Aoife O’Connor|Jean-Noël Bérubé|Søren Ågård|Иван Петров|עדי כהן'.split(
    '|',
  );

/** A client's name as agencies have them; `index` keeps e-mail addresses apart. */
export function clientName({ next, pick }: Random, index: number): { name: string; email: string } {
  const kind = next();
  if (kind < 0.04) return { name: pick(JAPANESE), email: `keiri${index}@client.example` };
  if (kind < 0.08) return { name: pick(PEOPLE), email: `person${index}@client.example` };
  const word = pick(WORDS);
  const name =
    kind < 0.35
      ? `${word} & ${pick(WORDS)}`
      : kind < 0.5
        ? `${word} ${pick(WORDS)} ${pick(KINDS)}`
        : `${word} ${pick(KINDS)}`;
  return { name, email: `billing${index}@${word.toLowerCase()}.example` };
}

export const PRODUCTS = [
  'Website care plan',
  'Hosting',
  'SEO retainer',
  'Growth retainer',
  'Social media package',
  'Newsletter service',
  'Shop maintenance',
  'Analytics dashboard',
  'Support hours',
  'Domain & e-mail',
  'Design subscription',
  'Accessibility audits',
] as const;
