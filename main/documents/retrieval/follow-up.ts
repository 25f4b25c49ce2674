/** Words by which a question points back at what was said before. */
const pointsBack =
  /\b(it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|then|same|former|latter|one|ones|so)\b/i;
const beginsAsFollowUp =
  /^\s*(and|or|but|also|what about|how about|why|why not|how so|since when|where|when|who|which|really|und|et|y|e|ma|mais|aber)\b/i;

/** With this many words of its own a question stands alone, unless it points back. */
const ownSubject = 4;
/** What the words of the question before count, and how much less those before that. */
const contextWeight = 0.45;
const fading = 0.5;
/** More of the conversation would only blur what is asked now. */
const mostEarlier = 2;

/**
 * The earlier questions whose words a question needs: "and in 2019?" is about what the one before was about. A question
 * with a subject of its own needs none.
 * @param contentWords how many words of the question say what it is about
 * @returns the earlier texts with what their words count, newest first
 */
export function earlierSubjects(
  text: string,
  contentWords: number,
  context: readonly string[],
): { text: string; weight: number }[] {
  if (context.length === 0) return [];
  const isBare = contentWords === 0;
  const leans = pointsBack.test(text) || (beginsAsFollowUp.test(text) && contentWords < ownSubject);
  if (!isBare && !leans && contentWords >= 2) return [];
  return context
    .slice(-mostEarlier)
    .reverse()
    .map((earlier, index) => ({ text: earlier, weight: (isBare ? 1 : contextWeight) * fading ** index }));
}
