import type { FunctionComponent } from 'react';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { ChoiceSpec } from '../../recipe/parameter-spec.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { dollarText, estimateOf } from '../run/use-cost.ts';
import { ChoiceGroup } from '../shared/choice-group.tsx';

interface NamedChoicesProps {
  readonly spec: ChoiceSpec;
  readonly controller: PaneController;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** The choices of a parameter side by side, with the price of each where it depends on the choice. */
export const NamedChoices: FunctionComponent<NamedChoicesProps> = ({ spec, controller, value, onChange }) => {
  const { generator } = controller;
  const { parameters } = useSnapshot(controller).settings;
  // The price depends on the endpoint.
  useSnapshot(generator);
  const prices = spec.choices.map(
    (choice) => estimateOf(generator, { ...parameters, [spec.name]: choice })?.usd,
  );
  const isPriced = new Set(prices).size > 1;
  const choices = spec.choices.map((choice, index) => {
    const name = spec.choiceNames?.[index] ?? String(choice);
    const [text = name, detail] = name.split(' ');
    const usd = prices[index];
    const note = isPriced && usd !== undefined ? dollarText(usd) : undefined;
    return { value: choice, text, name, ...omitUndefined({ detail, note }) };
  });
  return <ChoiceGroup label={spec.label} choices={choices} value={value} onChange={onChange} />;
};
