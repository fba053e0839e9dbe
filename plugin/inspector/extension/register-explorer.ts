import { Node } from '@babylonjs/core/node.js';
import type { ISceneExplorerService } from '@babylonjs/inspector';
import { ArrowSyncRegular, ImageSparkleRegular } from '@fluentui/react-icons';
import type { GeneratedAsset } from '../../asset/contract.ts';
import type { Generator } from '../../generator/contract.ts';
import type { PaneContext, Unregister } from './pane-context.ts';

// Between the built-in commands (600 to 1100) and Dispose (10000).
const ORDER = 2000;

/** The asset that an entity of the scene belongs to; undefined for entities that are not nodes. */
export function assetOfEntity(generator: Generator, entity: unknown): GeneratedAsset | undefined {
  return entity instanceof Node ? generator.assetOf(entity) : undefined;
}

/** Scene Explorer: "Regenerate…" on generated nodes, "Generate from image…" on the Nodes section. */
export function registerExplorer(explorer: ISceneExplorerService, paneContext: PaneContext): Unregister {
  const { generator } = paneContext.controller;
  const openFor = (node: Node) => paneContext.open('generate', assetOfEntity(generator, node));
  const registrations = [
    explorer.addEntityCommand<Node>({
      order: ORDER,
      predicate: (entity): entity is Node => assetOfEntity(generator, entity) !== undefined,
      getCommand: (node) => ({
        type: 'action',
        mode: 'contextMenu',
        displayName: 'Regenerate…',
        icon: ArrowSyncRegular,
        execute: () => openFor(node),
      }),
    }),
    explorer.addEntityCommand<Node>({
      order: ORDER,
      // Only on the placement node: one icon per asset, not one per mesh.
      predicate: (entity): entity is Node => assetOfEntity(generator, entity)?.root === entity,
      getCommand: (node) => ({
        type: 'action',
        mode: 'inline',
        displayName: 'Regenerate…',
        icon: ArrowSyncRegular,
        execute: () => openFor(node),
      }),
    }),
    explorer.addSectionCommand<string>({
      order: ORDER,
      predicate: (section): section is string => section === 'Nodes',
      getCommand: () => ({
        type: 'action',
        mode: 'contextMenu',
        displayName: 'Generate from image…',
        icon: ImageSparkleRegular,
        execute: () => paneContext.open('generate'),
      }),
    }),
  ];
  return () => {
    for (const registration of registrations) registration.dispose();
  };
}
