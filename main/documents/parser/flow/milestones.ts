/**
 * Says when a long reading has come far enough to report progress again: true once for every `step` units that `done`
 * advances by.
 */
export function milestones(step: number): (done: number) => boolean {
  let next = step;
  return (done) => {
    if (done < next) return false;
    next = done + step;
    return true;
  };
}
