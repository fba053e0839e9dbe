import {
  SplitButton as FluentSplitButton,
  Menu,
  MenuList,
  MenuPopover,
  type MenuProps,
  MenuTrigger,
  makeStyles,
} from '@fluentui/react-components';
import type { FunctionComponent, MouseEvent, PropsWithChildren, ReactElement } from 'react';
import { omitUndefined } from '../../core/omit-undefined.ts';

const useStyles = makeStyles({ root: { minWidth: 0 }, main: { flex: 1, maxWidth: 'none', minWidth: 0 } });

interface SplitButtonProps extends Pick<MenuProps, 'checkedValues' | 'onCheckedValueChange'> {
  readonly label: string;
  readonly title: string;
  readonly className?: string;
  readonly appearance?: 'primary' | 'secondary';
  readonly icon?: ReactElement;
  readonly isDisabled: boolean;
  /** What assistive technology calls the menu's button. */
  readonly menuName: string;
  readonly onPress: (event: MouseEvent<HTMLElement>) => void;
}

/** A button with a menu beside it; the menu's items are its children. */
export const SplitButton: FunctionComponent<PropsWithChildren<SplitButtonProps>> = (props) => {
  const { label, title, className, appearance = 'secondary', icon, isDisabled, menuName, onPress } = props;
  const { children, checkedValues, onCheckedValueChange } = props;
  const classes = useStyles();
  return (
    <Menu positioning="above-end" {...omitUndefined({ checkedValues, onCheckedValueChange })}>
      <MenuTrigger disableButtonEnhancement>
        {(trigger) => (
          // Fluent's own: the Inspector has no split button.
          <FluentSplitButton
            className={className ?? classes.root}
            appearance={appearance}
            {...omitUndefined({ icon })}
            // Its type does not allow the optional members of the trigger to be undefined.
            menuButton={{ ...(trigger as object), 'aria-label': menuName }}
            primaryActionButton={{ className: classes.main, title, disabled: isDisabled, onClick: onPress }}
          >
            {label}
          </FluentSplitButton>
        )}
      </MenuTrigger>
      <MenuPopover>
        <MenuList>{children}</MenuList>
      </MenuPopover>
    </Menu>
  );
};
