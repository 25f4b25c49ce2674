/** What is evaluated of a conversation is filed under its identifier, what is read through for it part by part apart from that. */
export const sweepSlot = (conversationId: string): string => `${conversationId}:sweep`;

/** Everything under which the runtime may have evaluated text of a conversation. */
export const slotsOf = (conversationId: string): string[] => [conversationId, sweepSlot(conversationId)];
