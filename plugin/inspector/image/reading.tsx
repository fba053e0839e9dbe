import { Caption1, Spinner } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';

/** Says what is being read. */
export const Reading: FunctionComponent<{ what: string }> = ({ what }) => (
  <Spinner size="tiny" labelPosition="after" label={<Caption1>Reading {what}</Caption1>} />
);
