import type { EvidenceName } from './evidence.ts';

/**
 * What each kind of evidence counts. Fitted as a log-linear model of which sentence holds the answer on one half of the
 * documents of two public question sets (encyclopaedia articles, research papers), and checked on the other half. Left at zero: what did not help.
 */
export const weights: Readonly<Record<EvidenceName, number>> = {
  inUnit: 0.35,
  oneAway: 0.31,
  twoAway: 0.17,
  fewAway: 0.08,
  manyAway: 0,
  inDocument: 0.07,
  documentScore: 0.13,
  chunkScore: 0.2,
  sameForm: 0.2,
  rareHere: 0.35,
  inHeading: 0.1,
  inTitle: 0.05,
  phrase: 0.1,
  share: 1,
  duration: 1,
  number: 1,
  date: 1,
  person: 1,
  place: 1,
  reason: 1,
  definition: 2,
  subject: 1,
  aspect: 1,
  ownVoice: 1,
  opening: 1,
  closing: 1,
  length: -0.27,
  early: 0.36,
};
