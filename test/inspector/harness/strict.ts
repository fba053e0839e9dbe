import { createElement, type FunctionComponent, StrictMode, useEffect, useState } from 'react';
import type { InspectorServiceDefinition } from '../../../plugin/inspector/extension/inspector-service.ts';

type Part = Readonly<Record<string, unknown>>;

// Where an extension hands a component over; the Inspector mounts it in a tree of its own.
const SLOTS = ['content', 'component'];

/** Effects that were undone, which StrictMode does once to each at its start. */
export const undoneEffects = { count: 0 };

const Probe: FunctionComponent = () => {
  useEffect(() => () => void undoneEffects.count++, []);
  return null;
};

function inStrictMode(Component: FunctionComponent<object>): FunctionComponent<object> {
  const Strict: FunctionComponent<object> = (props) => {
    // React does so only to what is mounted beneath a StrictMode that stands there already.
    const [isReady, setIsReady] = useState(false);
    useEffect(() => setIsReady(true), []);
    return createElement(
      StrictMode,
      null,
      isReady && [createElement(Probe, { key: 'probe' }), createElement(Component, { ...props, key: 'own' })],
    );
  };
  return Strict;
}

function wrapPart(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(wrapPart);
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part as Part).map(([name, value]) => {
    if (!SLOTS.includes(name)) return [name, value];
    return [
      name,
      typeof value === 'function' ? inStrictMode(value as FunctionComponent<object>) : wrapPart(value),
    ];
  });
  return Object.fromEntries(entries);
}

/** A service whose `add…` methods wrap what they are given. */
function wrapService<Service>(service: Service): Service {
  if (typeof service !== 'object' || service === null) return service;
  return new Proxy(service, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof name !== 'string' || !name.startsWith('add') || typeof value !== 'function') return value;
      return (part: unknown) => value.call(target, wrapPart(part));
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

/** The same extension with every component of ours beneath `<StrictMode>`: effects run twice, renders too. */
export function strictly(definitions: readonly InspectorServiceDefinition[]): InspectorServiceDefinition[] {
  return definitions.map((definition) => ({
    ...definition,
    factory: (...services: unknown[]) => definition.factory(...services.map(wrapService)),
  }));
}
