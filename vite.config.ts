import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const require = createRequire(import.meta.url);

/**
 * Character maps, standard fonts and decoders that pdf.js fetches while it draws a page, served from the window's own
 * origin. WebAssembly decoders stay out: the window's policy allows no compilation, and each has a plain twin.
 */
function pdfjsFiles(): Plugin {
  const root = dirname(require.resolve('pdfjs-dist/package.json'));
  const folders = ['cmaps', 'standard_fonts', 'wasm', 'iccs'];
  const wanted = (name: string) => !name.endsWith('.wasm') && !name.startsWith('quickjs');
  return {
    name: 'bittern-pdfjs-files',
    apply: 'build',
    generateBundle() {
      for (const folder of folders)
        for (const name of readdirSync(join(root, folder)).filter(wanted))
          this.emitFile({
            type: 'asset',
            fileName: `pdfjs/${folder}/${name}`,
            source: readFileSync(join(root, folder, name)),
          });
    },
  };
}

/** Every browser that can show the window reads WOFF2, so KaTeX's older font formats need not travel. */
function woff2Only(): Plugin {
  return {
    name: 'bittern-woff2-only',
    enforce: 'pre',
    transform(code, id) {
      if (!/katex[^?]*\.css$/.test(id)) return null;
      return { code: code.replace(/,\s*url\([^)]+\.(?:woff|ttf)\)\s*format\([^)]+\)/g, ''), map: null };
    },
  };
}

export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react(), tailwindcss(), pdfjsFiles(), woff2Only()],
  resolve: {
    alias: [
      // Radix locks scrolling through a <style> element, which the window's policy forbids.
      { find: 'react-style-singleton', replacement: join(import.meta.dirname, 'renderer/ui/style-sheet.ts') },
      // The browser flavours of these parse through innerHTML, which trusted types forbid; these do not touch the page.
      ...['decode-named-character-reference', 'hast-util-from-html-isomorphic'].map((find) => ({
        find,
        replacement: require.resolve(find),
      })),
    ],
  },
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: ['chrome130', 'firefox132', 'safari18'],
    cssTarget: ['chrome130', 'firefox132', 'safari18'],
    // Inlined fonts would be data: addresses, which the window's policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
});
