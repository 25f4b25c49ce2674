import { describe, expect, it } from 'vitest';
import { folderAbove } from '../../../renderer/library/choose-folder.ts';

describe('a folder that was chosen', () => {
  it('is found from the path of any file in it', () => {
    expect(folderAbove('/home/ann/papers/a.pdf', 'papers/a.pdf')).toBe('/home/ann/papers');
    expect(folderAbove('/home/ann/papers/2019/x/a.pdf', 'papers/2019/x/a.pdf')).toBe('/home/ann/papers');
    expect(folderAbove('/home/ann/odd\\name/a.pdf', 'odd\\name/a.pdf')).toBe('/home/ann/odd\\name');
    expect(folderAbove('C:\\Users\\Ann\\papers\\2019\\a.pdf', 'papers/2019/a.pdf')).toBe(
      'C:\\Users\\Ann\\papers',
    );
  });
});
