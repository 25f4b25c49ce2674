/**
 * Plain English of several kinds, a few hundred tokens, for comparing predictions: what matters is that it is ordinary and
 * always the same.
 */
export const qualityText = `The library stands at the end of the street, in a building that was once a school. It opens at nine on \
weekdays and at ten on Saturdays, and it is closed on public holidays. Visitors may borrow up to twelve books for four weeks; a book that \
nobody else has asked for can be kept for another four. Whoever returns a book late pays fifty cents a day, but never more than the \
book cost.

In the spring of 1987 the council decided to add a reading room. The work was to take six months and cost 240,000 euros; it took \
fourteen months and cost 391,500. The report names three reasons: the ground was wetter than expected, the first contractor went \
bankrupt, and the windows had to be made twice, because the drawings gave their width in inches.

To reset the device, hold the button for five seconds until the light turns red, then let go. If the light does not turn red, check \
that the battery is charged. Do not open the case: there are no parts inside that a user can repair, and the guarantee ends when the \
seal is broken.

"I had not expected you before Thursday," she said, and put the letter back into the drawer. He looked at the clock, then at the \
window, where the rain had begun again. "The train was early," he answered. It was the first thing he had said that evening that was \
true, and she did not believe it.

Water boils at a lower temperature on a mountain than at the sea, since the air above it weighs less. At 3,000 metres it boils at \
about 90 degrees, and an egg needs a minute or two longer. The same is why a pressure cooker is quick: the steam cannot leave, the \
pressure rises, and the water inside becomes hotter than it could be in an open pot.`;
