/** The kind of thing a question asks for, where its words say so. */
export type ExpectedAnswer = 'number' | 'date' | 'person' | 'place';

const questions: readonly (readonly [ExpectedAnswer, RegExp])[] = [
  [
    'number',
    /\bhow (many|much|long|far|old|large|big|tall|high|often|fast|deep|wide|heavy)\b|\bpercent(age)?\b|\bwhat (is |was |were |are )?(the )?(\w+ )?(number|proportion|amount|rate|size|share|cost|price|length|height)\b|\bwie ?viele?\b|\bcombien\b|\bcuánt[oa]s?\b/i,
  ],
  [
    'date',
    /\bwhen\b|\b(what|which) (year|date|month|day|decade|century)\b|\bwhat time\b|\bwann\b|\bquand\b|\bcuándo\b/i,
  ],
  ['person', /\bwho\b|\bwhom\b|\bwhose\b|\bwer\b|\bquién\b/i],
  ['place', /\bwhere\b|\b(what|which) (city|country|state|place|region|town|continent)\b|\bwo\b|\bdónde\b/i],
];

/** What the question asks for; null when it could be anything. */
export function expectedAnswer(question: string): ExpectedAnswer | null {
  return questions.find(([, pattern]) => pattern.test(question))?.[0] ?? null;
}

const signs: Readonly<Record<ExpectedAnswer, RegExp>> = {
  number:
    /\p{N}|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|hundred|thousand|million|billion|half|dozen|twice)\b/iu,
  date: /\b(1\d{3}|20\d\d)\b|\b(January|February|March|April|May|June|July|August|September|October|November|December|century|days?|weeks?|years?)\b/,
  person: /[\p{Ll},;] \p{Lu}\p{Ll}+/u,
  place: /\b(in|at|from|near|to|of|into|across|throughout) (the )?\p{Lu}/u,
};

/** True when a sentence has something in it that could be the answer. */
export function couldAnswer(expected: ExpectedAnswer, sentence: string): boolean {
  return signs[expected].test(sentence);
}
