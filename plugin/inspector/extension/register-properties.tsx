import type { Node } from '@babylonjs/core/node.js';
import type { IPropertiesService } from '@babylonjs/inspector';
import { GeneratedProperties } from './generated-properties.tsx';
import { SECTION } from './identity.ts';
import type { PaneContext, Unregister } from './pane-context.ts';
import { assetOfEntity } from './register-explorer.ts';

/** Properties pane: origin and measured numbers of a generated node. */
export function registerProperties(properties: IPropertiesService, paneContext: PaneContext): Unregister {
  const { generator } = paneContext.controller;
  const registrations = [
    properties.addSection({ identity: SECTION, order: 1 }),
    properties.addSectionContent<Node>({
      key: SECTION,
      predicate: (entity): entity is Node => assetOfEntity(generator, entity) !== undefined,
      content: [
        {
          section: SECTION,
          component: ({ context }) => {
            const asset = generator.assetOf(context);
            return asset ? <GeneratedProperties asset={asset} paneContext={paneContext} /> : null;
          },
        },
      ],
    }),
  ];
  return () => {
    for (const registration of registrations) registration.dispose();
  };
}
