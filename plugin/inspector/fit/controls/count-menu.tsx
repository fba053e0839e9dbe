import { Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { shortCountText } from '../../run/run-text.ts';

const COUNTS = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000] as const;

interface CountMenuProps {
  readonly min: number;
  readonly max: number;
  readonly isDisabled: boolean;
  readonly onChoose: (triangles: number) => void;
}

/** Usual numbers of triangles, one press each. */
export const CountMenu: FunctionComponent<CountMenuProps> = ({ min, max, isDisabled, onChoose }) => {
  const counts = COUNTS.filter((count) => count >= min && count <= max);
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        {/* Fluent's own: the Inspector has no menu button. */}
        <MenuButton
          aria-label="Usual numbers of triangles"
          title="Usual numbers of triangles"
          appearance="subtle"
          size="small"
          disabled={isDisabled || counts.length === 0}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {counts.map((count) => (
            <MenuItem key={count} onClick={() => onChoose(count)}>
              {shortCountText(count)}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
};
