import { describe, expect, it } from 'vitest';
import { classify, type Dropped, isClutter, isModel } from '../../../renderer/drop/classify.ts';

const file = (name: string): Dropped => ({ name, isFolder: false, childNames: [] });
const folder = (name: string, ...childNames: string[]): Dropped => ({ name, isFolder: true, childNames });

describe('what was dropped', () => {
  it('a GGUF file is a model, whatever the case of its name', () => {
    expect(isModel(file('btlm.gguf'))).toBe(true);
    expect(isModel(file('BTLM.GGUF'))).toBe(true);
    expect(isModel(file('about gguf.pdf'))).toBe(false);
  });

  it('a folder with a configuration and weights is a model', () => {
    expect(isModel(folder('btlm', 'config.json', 'pytorch_model.bin'))).toBe(true);
    expect(
      isModel(
        folder('btlm', 'config.json', 'pytorch_model.bin.index.json', 'pytorch_model-00001-of-00002.bin'),
      ),
    ).toBe(true);
    expect(isModel(folder('btlm', 'config.json', 'model.safetensors'))).toBe(true);
  });

  it('a folder with a configuration alone, or data alone, is not', () => {
    expect(isModel(folder('site', 'config.json', 'index.html'))).toBe(false);
    expect(isModel(folder('data', 'measurements.bin'))).toBe(false);
    expect(isModel(folder('empty'))).toBe(false);
  });

  it('is parted into models and documents in its order', () => {
    const items = [
      file('a.pdf'),
      file('m.gguf'),
      folder('papers', 'b.pdf'),
      file('.DS_Store'),
      file('~$a.docx'),
    ];
    const { models, documents } = classify(items);
    expect(models.map(({ name }) => name)).toEqual(['m.gguf']);
    expect(documents.map(({ name }) => name)).toEqual(['a.pdf', 'papers']);
  });

  it('what systems leave behind is no document', () => {
    for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini', '~$report.docx'])
      expect(isClutter(name)).toBe(true);
    expect(isClutter('report.docx')).toBe(false);
  });
});
