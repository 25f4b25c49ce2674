import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef } from 'react';
import { classNames } from './class-names.ts';
import { Tip } from './tip.tsx';

type ButtonProps = ComponentPropsWithRef<'button'>;

/** A button with words. One `primary` at most in each place. */
export function Button({
  look = 'plain',
  icon: Icon,
  className,
  children,
  ...rest
}: ButtonProps & { look?: 'primary' | 'plain' | 'quiet' | 'danger'; icon?: LucideIcon }) {
  return (
    <button type="button" className={classNames('button', `button-${look}`, className)} {...rest}>
      {Icon && <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.9} />}
      {children}
    </button>
  );
}

/** A button that is only an icon; its label is its name and its tooltip. */
export function IconButton({
  label,
  icon: Icon,
  hint,
  side,
  className,
  ...rest
}: Omit<ButtonProps, 'children'> & {
  label: string;
  icon: LucideIcon;
  /** Shown in the tooltip after the label, such as a shortcut. */
  hint?: string;
  side?: 'top' | 'bottom' | 'left' | 'right';
}) {
  return (
    <Tip text={hint ? `${label} (${hint})` : label} side={side ?? 'bottom'}>
      <button type="button" aria-label={label} className={classNames('icon-button', className)} {...rest}>
        <Icon aria-hidden className="size-4.5" strokeWidth={1.8} />
      </button>
    </Tip>
  );
}
