/// <reference types="vite/client" />
import 'katex/dist/katex.min.css';
import rehypeHighlight from 'rehype-highlight';
import rehypeKatex from 'rehype-katex';
import type { PluggableList } from 'unified';

/** Sets formulas and colours code; both work on what was sanitised already, and load nothing. */
export const richPlugins: PluggableList = [
  [rehypeKatex, { strict: 'ignore', maxSize: 20, maxExpand: 200 }],
  [rehypeHighlight, { detect: false }],
];
