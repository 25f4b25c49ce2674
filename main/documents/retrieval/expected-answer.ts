/** What a question asks for, where its words say so: each is recognised in a question, and then in what could answer it. */
export const answerKinds = ['share', 'duration', 'number', 'date', 'person', 'place', 'reason'] as const;
export type AnswerKind = (typeof answerKinds)[number];

const numeral =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|hundred|thousand|million|billion|half|dozen|twice';

/** In this order: "what percentage" is also "what number". */
const kinds: Readonly<Record<AnswerKind, { question: RegExp; answer: RegExp }>> = {
  share: {
    question: /\b(percent(age)?s?|proportion|what (share|fraction)|Prozent(satz)?|pourcentage|porcentaje)\b/i,
    answer: /\p{N}\s?%|\bpercent|\p{N} (out )?of \p{N}|\bhalf\b|\bthirds?\b|\bquarters?\b/iu,
  },
  duration: {
    question:
      /\bhow (long|old|often)\b|\bhow many (seconds|minutes|hours|days|weeks|months|years)\b|\bwie lange\b/i,
    answer: new RegExp(
      `(\\p{N}|${numeral})[\\s-]?(to \\p{N}+ )?(s|sec|min|h|d|second|minute|hour|day|week|month|year)s?\\b|\\b(day|week|month|year|decade|centur)`,
      'iu',
    ),
  },
  number: {
    question:
      /\bhow (many|much|far|large|big|tall|high|fast|deep|wide|heavy)\b|\bwhat (is |was |were |are )?(the )?(\w+ )?(number|amount|rate|size|cost|price|length|height|weight|population)\b|\bwie ?viele?\b|\bcombien\b|\bcuánt[oa]s?\b/i,
    answer: new RegExp(`\\p{N}|\\b(${numeral})\\b`, 'iu'),
  },
  date: {
    question:
      /\bwhen\b|\b(what|which) (year|date|month|day|decade|century)\b|\bwhat time\b|\bwann\b|\bquand\b|\bcuándo\b/i,
    answer:
      /\b(1\d{3}|20\d\d)\b|\b(January|February|March|April|May|June|July|August|September|October|November|December|century|days?|weeks?|years?)\b/,
  },
  person: {
    question: /\bwho\b|\bwhom\b|\bwhose\b|\bwer\b|\bquién(es)?\b/i,
    answer: /[\p{Ll},;] \p{Lu}\p{Ll}+/u,
  },
  place: {
    question: /\bwhere\b|\b(what|which) (city|country|state|place|region|town|continent)\b|\bwo\b|\bdónde\b/i,
    answer: /\b(in|at|from|near|to|of|into|across|throughout) (the )?\p{Lu}/u,
  },
  reason: {
    question:
      /\bwhy\b|\bwhat (is|are|was|were) the (reason|cause)s?\b|\bwhat (causes|caused|led to)\b|\bwarum\b|\bpourquoi\b/i,
    answer:
      /\b(because|due to|since|therefore|thus|hence|owing to|as a result|in order to|so that|caused? by|causes?|leads? to|led to|allow(s|ing|ed)?|reasons?|necessary|needed|utili[sz]e|for (its|their|the))\b/i,
  },
};

/** What the question asks for; null when it could be anything. */
export function expectedAnswer(question: string): AnswerKind | null {
  return answerKinds.find((kind) => kinds[kind].question.test(question)) ?? null;
}

/** True when a sentence has something in it that could be the answer. */
export function couldAnswer(kind: AnswerKind, sentence: string): boolean {
  return kinds[kind].answer.test(sentence);
}
