import { describe, expect, it } from 'vitest';
import { parseEncryptedOffice } from '../../../../main/documents/parser/office/encrypted.ts';
import { docx, paragraph, sheetRow, xlsx } from '../../../support/office.ts';
import { compoundFile, encryptAgile, encryptStandard } from '../../../support/office-encrypted.ts';
import { read } from '../../../support/office-reading.ts';

const words = Array.from({ length: 3000 }, (_, index) => `${index * 7919}`).join(' ');
const document = docx(paragraph('The secret') + paragraph(words));

describe('an encrypted Office file', () => {
  it.each([
    ['as Office 2010 and later do', encryptAgile(document, 'Pässwörd')],
    ['as Office 2007 does', encryptStandard(document, 'Pässwörd')],
  ])('is read with its password, encrypted %s', async (_, bytes) => {
    const { head, outline } = await read(parseEncryptedOffice, bytes, { password: 'Pässwörd' });
    expect(head.type).toBe('docx');
    expect(outline).toEqual([
      'paragraph: The secret',
      `paragraph: ${words.slice(0, outline[1]!.length - 11)}`,
      ...outline.slice(2),
    ]);
    await expect(read(parseEncryptedOffice, bytes)).rejects.toMatchObject({
      code: 'needs-password',
      message: /Enter/,
    });
    await expect(read(parseEncryptedOffice, bytes, { password: 'wrong' })).rejects.toMatchObject({
      code: 'needs-password',
      message: /not the password/,
    });
  });

  it('needs no password where Excel uses the one that everybody knows', async () => {
    const bytes = encryptAgile(
      xlsx([{ name: 'S', rows: sheetRow(1, ['open', 'to all']) }]),
      'VelvetSweatshop',
    );
    expect((await read(parseEncryptedOffice, bytes)).pages[0]).toContain('open | to all');
  });

  it('is refused in a sentence when it is damaged or encrypted in another way', async () => {
    const bytes = encryptAgile(document, 'x');
    await expect(read(parseEncryptedOffice, bytes.subarray(0, 2000))).rejects.toMatchObject({
      code: 'unreadable',
    });
    const other = compoundFile([{ name: 'EncryptionInfo', content: Buffer.from([1, 0, 1, 0]) }]);
    await expect(read(parseEncryptedOffice, other)).rejects.toMatchObject({
      code: 'unreadable',
      message: /does not know/,
    });
    // A table of sectors that leads in a circle.
    const circle = Buffer.from(bytes);
    circle.fill(0, 512 * (1 + bytes.readUInt32LE(76)), 512 * (2 + bytes.readUInt32LE(76)));
    await expect(read(parseEncryptedOffice, circle, { password: 'x' })).rejects.toMatchObject({
      code: 'unreadable',
    });
  });
});
