/**
 * Draws the program's icons from `resources/icons/icon.svg`: `node scripts/icons.mjs`. Needs a browser. Writes PNG files
 * for Linux, `icon.ico` for Windows and `icon.icns` for macOS.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureBrowser } from './browser.mjs';
import { root } from './repository.mjs';

const folder = join(root, 'resources/icons');
const sizes = [16, 32, 48, 64, 128, 256, 512, 1024];

/** The picture in every size, as PNG. */
async function draw(svg) {
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox'] });
  const pictures = new Map();
  for (const size of sizes) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
    await page.setContent(`<body style="margin:0"><img src="${source}" width="${size}" height="${size}">`);
    pictures.set(size, await page.screenshot({ omitBackground: true }));
    await page.close();
  }
  await browser.close();
  return pictures;
}

/** A Windows icon: a directory of 16-byte entries, then the PNG files. Size 0 stands for 256. */
function ico(pictures, wanted) {
  const header = Buffer.alloc(6 + 16 * wanted.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(wanted.length, 4);
  let offset = header.length;
  wanted.forEach((size, index) => {
    const entry = 6 + 16 * index;
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(pictures.get(size).length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += pictures.get(size).length;
  });
  return Buffer.concat([header, ...wanted.map((size) => pictures.get(size))]);
}

/** The types that macOS has for PNG pictures, by their size in pixels; some sizes have two, for 1x and 2x. */
const icnsTypes = { ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic11: 32, ic12: 64, ic13: 256, ic14: 512 };

/** A macOS icon: `icns`, the length of everything, then type, length and PNG of each picture. */
function icns(pictures) {
  const parts = Object.entries(icnsTypes).map(([type, size]) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(8 + pictures.get(size).length, 4);
    return Buffer.concat([head, pictures.get(size)]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}

const pictures = await draw(readFileSync(join(folder, 'icon.svg'), 'utf8'));
for (const size of sizes) writeFileSync(join(folder, `${size}x${size}.png`), pictures.get(size));
writeFileSync(join(folder, 'icon.ico'), ico(pictures, [16, 32, 48, 64, 128, 256]));
writeFileSync(join(folder, 'icon.icns'), icns(pictures));
