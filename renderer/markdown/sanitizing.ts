import { defaultSchema } from 'rehype-sanitize';

type Schema = typeof defaultSchema;

const unwanted = new Set(['img', 'picture', 'source', 'details', 'summary']);

/**
 * What may pass from Markdown into the page: GitHub's list without anything that loads, and the two elements that
 * carry our annotations. Raw HTML never becomes elements in the first place.
 */
export const allowed: Schema = {
  ...defaultSchema,
  tagNames: [...(defaultSchema.tagNames ?? []).filter((name) => !unwanted.has(name)), 'cite', 'u'],
  attributes: {
    ...defaultSchema.attributes,
    cite: ['dataNumber', 'dataIndex'],
    u: ['dataKind'],
    code: [['className', /^language-./, 'math-inline', 'math-display']],
  },
  protocols: { href: ['http', 'https', 'mailto'] },
};
