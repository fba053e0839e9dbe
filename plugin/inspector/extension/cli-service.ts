import { BridgeCommandRegistryIdentity, type IBridgeCommandRegistry } from '@babylonjs/inspector';
import type { Generator } from '../../generator/contract.ts';
import { type BridgeCommand, createCliCommands } from './cli-commands.ts';
import type { InspectorServiceDefinition } from './inspector-service.ts';

type Disposable = { dispose(): void };

/** The start, status, fit and cancel commands of the Inspector's command bridge. */
export function cliService(generator: Generator, runLimit: number): InspectorServiceDefinition {
  return {
    friendlyName: 'Generate from image: commands',
    consumes: [BridgeCommandRegistryIdentity],
    factory(registry: IBridgeCommandRegistry) {
      const registered: Disposable[] = [];
      for (const command of createCliCommands(generator, runLimit)) {
        const registration = register(registry, command);
        if (registration) registered.push(registration);
      }
      return {
        dispose() {
          for (const registration of registered) registration.dispose();
        },
      };
    },
  };
}

// Registering a command twice throws, and an exception here would crash the whole Inspector.
function register(registry: IBridgeCommandRegistry, command: BridgeCommand): Disposable | undefined {
  try {
    return registry.addCommand(command);
  } catch (thrown) {
    reportError(thrown);
    return undefined;
  }
}
