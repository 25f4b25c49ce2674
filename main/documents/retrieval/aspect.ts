/**
 * Questions about a document as a text: "What is the conclusion of this report?" Their words stand everywhere or nowhere in
 * it; what answers them is told by how it is said, and by where it stands.
 */
export const aspects = ['conclusion', 'finding', 'method', 'aim'] as const;
export type Aspect = (typeof aspects)[number];

const signs: Readonly<Record<Aspect, { question: RegExp; answer: RegExp }>> = {
  conclusion: {
    question: /\b(conclu\w*|take-?aways?|implications?|suggest(s|ed|ions?)?|recommend\w*|Fazit)\b/i,
    answer:
      /\b(in (conclusion|summary|sum|general|short|brief)|conclu\w+|overall|taken together|altogether|suggest(s|ing|ed)?|indicat(e|es|ing)|impl(y|ies)|recommend\w*|highlight\w*|support(s)? the|(could|may|might|should|can) (be|help|play|thus|explain|drive|pose)|warrants?|in future|appear(s)? to|thus|therefore|critical)\b/i,
  },
  finding: {
    question:
      /\b(findings?|found|results?|outcomes?|shows?|shown|report(s|ed)?|discover\w*|reveal\w*|observ\w*)\b/i,
    answer:
      /\b(we|study|studies|results?|findings?|data|analys[ei]s|authors?|experiments?|trial)\b.{0,60}\b(found|find|shows?|showed|shown|demonstrat\w+|report\w*|identif\w+|observ\w+|reveal\w*|suggest\w*|indicat\w+|confirm\w*|detect\w+)\b|\bwere (found|observed|detected)\b/i,
  },
  method: {
    question:
      /\b(method\w*|approach\w*|procedures?|techniques?|carried out|performed|conducted|designed?|how (was|were|did))\b/i,
    answer:
      /\b(we|was|were|by|authors?|study)\b.{0,40}\b(us(ed|ing)|perform\w*|develop\w*|conduct\w*|collect\w*|analy[sz]\w*|measur\w*|model\w*|recruit\w*|includ\w*|estimat\w*|compar\w*|applied|carried out|obtain\w*|combin\w*|approach|undertook|monitored|imaged)\b/i,
  },
  aim: {
    question:
      /\b(aims?|purposes?|goals?|objectives?|about|topics?|subjects?|themes?|discuss(es|ed)?|describes?|described|covers?|covered|deals?|summar\w*|overview|main (idea|point)s?|hypothes[ei]s|studied)\b/i,
    answer:
      /\b(aim(s|ed)?|objectives?|purpose|goals?|sought to|hypothesi[sz]\w*|in this (study|paper|review|article|report|book|work|document|chapter)|here,? we|(this|the|present) (study|paper|review|article|report|book|document|guide|manual|handbook|chapter|work) (\w+ )?(aim|describe|discuss|present|review|summari|explore|examine|investigat|report|cover|explain|provide|show|focus|will|is)|we (aim|describe|discuss|present|review|summari|explore|examine|investigat|report|focus))\w*/i,
  },
};

/** Words that mean the document itself, or nothing without it. */
const ofTheDocument = new Set(
  `study studies paper report publication article review document book text file manuscript chapter author authors writer work
   research experiment analysis investigation conclusion conclusions conclude concluded finding findings found result results
   outcome outcomes method methods methodology approach aim aims purpose goal goals objective objectives topic subject
   theme summary summarize summarise overview main key important major point points idea ideas message discuss discussed
   discusses describe described describes report reported reports suggest suggested suggests show shows shown present presented drawn
   carried performed done conducted used made about content contents current overall general draw studied takeaway takeaways
   takeaway implication implications recommendation recommendations cover covers covered deal deals say says hypothesis`
    .split(/\s+/)
    .filter(Boolean),
);

/** How a question is about a document as a text. */
export interface AspectQuestion {
  /** What it asks for, as far as it says so. */
  aspects: readonly Aspect[];
  /** It has no other subject: it could be asked about any document. */
  isOnlyThat: boolean;
}

/**
 * Recognises questions about the document itself; null for all others.
 * @param words the question's words that say what it is about, in lower case
 */
export function aspectQuestion(question: string, words: readonly string[]): AspectQuestion | null {
  const asked = aspects.filter((aspect) => signs[aspect].question.test(question));
  const others = words.filter((word) => !ofTheDocument.has(word)).length;
  const isOnlyThat = others === 0 && words.length > 0;
  if (!isOnlyThat && (asked.length === 0 || words.length - others === 0)) return null;
  return { aspects: asked.length > 0 ? asked : ['aim'], isOnlyThat };
}

/** True when a sentence speaks in the way of what is asked for. */
export function speaksOf({ aspects: asked }: AspectQuestion, sentence: string): boolean {
  return asked.some((aspect) => signs[aspect].answer.test(sentence));
}

/** True when a sentence speaks of the document or for its authors. */
export function isOwnVoice(sentence: string): boolean {
  return /\b(we|our|us|this|present|current) (study|work|paper|review|report|article|analysis|results?|findings?|data|book|document)\b|\b(we|our|I)\b|\bhere(in)?\b,?/i.test(
    sentence,
  );
}
