import { classNames } from './class-names.ts';

/** A bar for something long. `value` is from 0 to 1; null while nobody knows how much there is. */
export function ProgressBar({
  value,
  label,
  height = 'h-1.5',
  className,
}: {
  value: number | null;
  label: string;
  height?: 'h-0.5' | 'h-1' | 'h-1.5';
  className?: string;
}) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value === null ? {} : { 'aria-valuenow': Math.round(value * 100) })}
      className={classNames('overflow-hidden rounded-full bg-sunken', height, className)}
    >
      <div
        className={classNames(
          'h-full rounded-full bg-accent',
          value === null
            ? // Where nothing may move, a third of the bar would be read as a third of the way.
              'w-[30%] animate-[travel_1.4s_ease-in-out_infinite] motion-reduce:w-full motion-reduce:opacity-40'
            : 'transition-[width] duration-200',
        )}
        style={value === null ? undefined : { width: `${value * 100}%` }}
      />
    </div>
  );
}
