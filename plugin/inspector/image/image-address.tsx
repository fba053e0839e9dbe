import { Button, TextInput } from '@babylonjs/inspector';
import { makeStyles } from '@fluentui/react-components';
import { ArrowRightRegular } from '@fluentui/react-icons';
import { type FunctionComponent, type KeyboardEvent, useState } from 'react';
import { NamedLine } from '../shared/named-line.tsx';
import { useLineStyles } from '../shared/styles.ts';

const useStyles = makeStyles({
  field: { width: '164px', minWidth: 0, '@container (max-width: 330px)': { width: '140px' } },
});

/** A field for the URL of an image. */
export const ImageAddress: FunctionComponent<{ onAddress: (address: string) => void }> = ({ onAddress }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const [address, setAddress] = useState('');
  const load = () => {
    const trimmed = address.trim();
    if (trimmed !== '') onAddress(trimmed);
  };
  // In the capture phase: the field stops the event.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) load();
  };
  return (
    <NamedLine label="URL" accessibleName="Image URL">
      <div className={lines.control} onKeyDownCapture={onKeyDown}>
        <TextInput value={address} onChange={setAddress} className={classes.field} />
        <Button
          title="Load the image from the URL"
          appearance="transparent"
          icon={ArrowRightRegular}
          disabled={address.trim() === ''}
          onClick={load}
        />
      </div>
    </NamedLine>
  );
};
