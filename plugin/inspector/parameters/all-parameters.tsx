import { AccordionSection, ButtonLine, ExtensibleAccordion } from '@babylonjs/inspector';
import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowResetRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { groupTitle } from '../../recipe/parameter-spec.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { Fold } from '../shared/fold.tsx';
import { ParameterGroup } from './parameter-group.tsx';

const useStyles = makeStyles({
  // The accordion has a padding of its own.
  wide: { marginLeft: `calc(-1 * ${tokens.spacingHorizontalM})` },
});

/** Groups whose parameters are always in view. */
const IN_VIEW: ReadonlySet<string> = new Set(['budget', 'run']);

/** Every other parameter, by group, with the Inspector's filter. */
export const AllParameters: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const classes = useStyles();
  const { parameters } = useSnapshot(controller).settings;
  const { provider, scene } = controller.generator;
  const groups = [...new Set(provider.parameters.map(({ group }) => group))].filter(
    (group) => !IN_VIEW.has(group),
  );
  const changed = Object.entries(provider.defaults).filter(
    ([name, value]) => parameters[name] !== value,
  ).length;
  const title = changed === 0 ? 'All parameters' : `All parameters · ${changed} changed`;
  return (
    <Fold title={title} opensWhenTall>
      <div className={classes.wide}>
        <ExtensibleAccordion
          uniqueId="GenerateFromImageParameters"
          sections={[]}
          sectionContent={[]}
          context={scene}
          enableSearchItems
        >
          {groups.map((group) => (
            <AccordionSection key={group} title={groupTitle(group)}>
              <ParameterGroup controller={controller} group={group} />
            </AccordionSection>
          ))}
        </ExtensibleAccordion>
      </div>
      {changed > 0 && (
        <ButtonLine
          uniqueId="resetParameters"
          label={changed === 1 ? 'Reset the changed parameter' : `Reset ${changed} changed parameters`}
          icon={ArrowResetRegular}
          onClick={() => controller.resetParameters()}
        />
      )}
    </Fold>
  );
};
