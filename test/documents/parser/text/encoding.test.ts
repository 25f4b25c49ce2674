import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeBytes, decoderFor } from '../../../../main/documents/parser/text/decode.ts';
import { encodingOf } from '../../../../main/documents/parser/text/encoding.ts';
import { fileIn, read, temporaryFolder } from '../../../support/reading.ts';

const texts = {
  russian:
    'Рано утром рыбаки вышли в море. Ветер был слабый, и вода лежала гладкая, как стекло. К полудню они вернулись домой с уловом.',
  greek:
    'Νωρίς το πρωί οι ψαράδες βγήκαν στη θάλασσα. Ο άνεμος ήταν αδύναμος και το νερό ήταν ήρεμο σαν γυαλί. Το μεσημέρι γύρισαν.',
  german:
    'Früh am Morgen fuhren die Fischer hinaus. Der Wind war schwach, und das Wasser lag ruhig wie Öl. Gegen Mittag kehrten sie zurück, müde und fröhlich.',
  polish:
    'Wczesnym rankiem rybacy wypłynęli w morze. Wiał słaby wiatr, a woda była gładka jak szkło. W południe wrócili do domu, zmęczeni i szczęśliwi.',
  czech:
    'Časně ráno vypluli rybáři na moře. Vítr byl slabý a voda ležela hladká jako sklo. Šťastní se vrátili, lžíce čekaly u ohniště.',
  japanese:
    '朝早く、漁師たちは海へ出ました。風は弱く、水はガラスのように静かでした。昼ごろ、彼らは魚を持って家に帰りました。',
  chinese:
    '清晨，渔民们出海了。风很小，海水平静得像玻璃一样。中午时分，他们带着捕到的鱼回家了。孩子们在码头上等着他们。',
  taiwan:
    '清晨，漁民們出海了。風很小，海水平靜得像玻璃一樣。中午時分，他們帶著捕到的魚回家了。孩子們在碼頭上等著他們。',
  korean:
    '이른 아침 어부들은 바다로 나갔다. 바람은 약했고 물은 유리처럼 잔잔했다. 정오 무렵 그들은 물고기를 가지고 집으로 돌아왔다.',
  hebrew:
    'בבוקר מוקדם יצאו הדייגים לים. הרוח הייתה חלשה, והמים היו חלקים כמו זכוכית. בצהריים הם חזרו הביתה עם הדגים.',
  arabic:
    'في الصباح الباكر خرج الصيادون إلى البحر. كانت الريح ضعيفة وكان الماء هادئا مثل الزجاج. عند الظهر عادوا إلى البيت.',
};

describe('the encoding of a text', () => {
  it.each([
    ['russian', 'windows-1251'],
    ['russian', 'koi8-r'],
    ['russian', 'iso-8859-5'],
    ['russian', 'cp866'],
    ['greek', 'windows-1253'],
    ['german', 'windows-1252'],
    ['german', 'macintosh'],
    ['polish', 'windows-1250'],
    ['polish', 'iso-8859-2'],
    ['czech', 'windows-1250'],
    ['czech', 'iso-8859-2'],
    ['japanese', 'shift_jis'],
    ['japanese', 'euc-jp'],
    ['chinese', 'gb18030'],
    ['taiwan', 'big5'],
    ['korean', 'euc-kr'],
    ['hebrew', 'windows-1255'],
    ['arabic', 'windows-1256'],
    ['japanese', 'utf-16le'],
    ['korean', 'utf-16be'],
    ['german', 'utf-16le'],
    ['german', 'utf-32le'],
    ['greek', 'utf-32be'],
  ] as const)('%s in %s without a mark', (language, encoding) => {
    const text = texts[language].repeat(4);
    expect(decodeBytes(iconv.encode(text, encoding))).toBe(text);
  });

  it('is found where a few accents are all there is to go by', () => {
    expect(decodeBytes(iconv.encode('Café à la crème coûte 5 €', 'windows-1252'))).toBe(
      'Café à la crème coûte 5 €',
    );
  });

  it('is not UTF-16 because of one zero in a few bytes', () => {
    expect(encodingOf(Buffer.from('a,b\n1\0,2\n3,4\n')).name).toBe('utf-8');
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'])(
    '%s with a byte order mark',
    (encoding) => {
      expect(decodeBytes(iconv.encode(texts.greek, encoding, { addBOM: true }))).toBe(texts.greek);
    },
  );

  it('reads what is pasted together from UTF-8 and Windows-1252 both ways', () => {
    const utf8 = Buffer.from(texts.german);
    const windows = iconv.encode(texts.german, 'windows-1252');
    const both = Buffer.concat([utf8, Buffer.from('\n'), windows]);
    expect(encodingOf(both).name).toBe('mixed');
    expect(decodeBytes(both)).toBe(`${texts.german}\n${texts.german}`);
  });

  it('finds the telling line far behind a plain beginning', async () => {
    const path = fileIn(
      temporaryFolder(),
      'a.txt',
      Buffer.concat([
        Buffer.from('plain ascii text\n'.repeat(40_000)),
        iconv.encode(texts.russian.repeat(3), 'windows-1251'),
      ]),
    );
    const { text, notes } = await read(path);
    expect(text.endsWith(texts.russian.repeat(3))).toBe(true);
    expect(notes[0]?.text).toContain('WINDOWS-1251');
  });

  it('gives the same text however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(40)), (text, cuts) => {
        const bytes = Buffer.concat([
          Buffer.from(text),
          iconv.encode('é ü', 'windows-1252'),
          Buffer.from(text),
        ]);
        const decoder = decoderFor({ name: 'mixed', markBytes: 0, guessed: false });
        let decoded = '';
        let position = 0;
        for (const cut of cuts) {
          decoded += decoder.decode(bytes.subarray(position, position + cut));
          position += cut;
        }
        decoded += decoder.decode(bytes.subarray(position)) + decoder.end();
        return decoded === decodeBytes(bytes, { name: 'mixed', markBytes: 0, guessed: false });
      }),
    );
  });
});
