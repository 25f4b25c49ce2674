import { classNames } from './class-names.ts';

/** A bar for something long. `value` is from 0 to 1; null while nobody knows how much there is. */
export function ProgressBar({
  value,
  label,
  className,
}: {
  value: number | null;
  label: string;
  className?: string;
}) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value === null ? {} : { 'aria-valuenow': Math.round(value * 100) })}
      className={classNames('h-1.5 overflow-hidden rounded-full bg-sunken', className)}
    >
      <div
        className={classNames(
          'h-full rounded-full bg-accent',
          value === null
            ? 'w-[30%] animate-[travel_1.4s_ease-in-out_infinite]'
            : 'transition-[width] duration-200',
        )}
        style={value === null ? undefined : { width: `${value * 100}%` }}
      />
    </div>
  );
}
