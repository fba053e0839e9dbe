// The published types of @babylonjs/inspector (9.5 and later) import "@babylonjs/shared-ui-components/*.js", a package it does not
// declare as a dependency; with skipLibCheck those names become errors (TS2305) or silently `any`. This ambient shim declares, by
// hand, the modules and members an extension needs (tried with inspector 9.28.0, TypeScript 7.0.2 strict); add a block when one is missing.
declare module '@babylonjs/shared-ui-components/modularTool/modularity/serviceDefinition.js' {
  import { type IDisposable } from '@babylonjs/core/scene.js';

  const Contract: unique symbol;
  export interface IService<Id extends symbol> {
    readonly [Contract]?: Id;
  }
  type List = IService<symbol>[];
  type IdOf<S> = S extends IService<infer Id> ? Id : never;
  type IdsOf<L extends List> = { [K in keyof L]: IdOf<L[K]> };
  type AllOf<L> = L extends [infer First, ...infer Rest] ? First & AllOf<Rest> : unknown;
  type Slot<Key extends string, L extends List> = L extends []
    ? { [K in Key]?: [] }
    : { [K in Key]: IdsOf<L> };
  export type ServiceFactory<P extends List, C extends List> = (
    ...services: [...C]
  ) => P extends [] ? Partial<IDisposable> | void : Partial<IDisposable> & AllOf<P>;
  export type ServiceDefinition<P extends List = [], C extends List = []> = {
    friendlyName: string;
    factory: ServiceFactory<P, C>;
  } & Slot<'produces', P> &
    Slot<'consumes', C>;
  export function ConstructorFactory<Class extends new (...args: any) => any>(
    constructor: Class,
  ): (...args: ConstructorParameters<Class>) => InstanceType<Class>;
}
declare module '@babylonjs/shared-ui-components/modularTool/modularity/serviceContainer.js' {
  import {
    type IService,
    type ServiceDefinition,
  } from '@babylonjs/shared-ui-components/modularTool/modularity/serviceDefinition.js';
  export type WeaklyTypedServiceDefinition = Omit<
    ServiceDefinition<IService<symbol>[] | [], IService<symbol>[] | []>,
    'factory'
  > & {
    factory: (
      ...args: any
    ) => ReturnType<ServiceDefinition<IService<symbol>[] | [], IService<symbol>[] | []>['factory']>;
  };
  export class ServiceContainer {}
}
declare module '@babylonjs/shared-ui-components/modularTool/services/shellService.js' {
  import { type IDisposable } from '@babylonjs/core/scene.js';
  import { type IService } from '@babylonjs/shared-ui-components/modularTool/modularity/serviceDefinition.js';
  import { type ComponentType } from 'react';
  export type HorizontalLocation = 'left' | 'right';
  export type VerticalLocation = 'top' | 'bottom';
  type TeachingMomentInfo = boolean | { readonly title: string; readonly description: string };
  export type ToolbarItemDefinition = {
    key: string;
    component: ComponentType;
    order?: number;
    horizontalLocation: HorizontalLocation;
    verticalLocation: VerticalLocation;
    displayName?: string;
    teachingMoment?: TeachingMomentInfo;
  };
  export type SidePaneDefinition = {
    key: string;
    icon: ComponentType;
    content: ComponentType;
    order?: number;
    horizontalLocation: HorizontalLocation;
    verticalLocation: VerticalLocation;
    title: string;
    teachingMoment?: TeachingMomentInfo;
    keepMounted?: boolean;
  };
  export type CentralContentDefinition = { key: string; component: ComponentType; order?: number };
  export type ShellServiceOptions = {
    leftPaneDefaultWidth?: number;
    leftPaneMinWidth?: number;
    rightPaneDefaultWidth?: number;
    rightPaneMinWidth?: number;
    toolbarMode?: 'full' | 'compact';
    leftPaneDefaultCollapsed?: boolean;
    rightPaneDefaultCollapsed?: boolean;
    sidePaneRemapper?: (
      p: Readonly<SidePaneDefinition>,
    ) => { horizontalLocation: HorizontalLocation; verticalLocation: VerticalLocation } | null;
  };
  export const ShellServiceIdentity: unique symbol;
  export interface IShellService extends IService<typeof ShellServiceIdentity> {
    addToolbarItem(item: Readonly<ToolbarItemDefinition>): IDisposable;
    addSidePane(pane: Readonly<SidePaneDefinition>): IDisposable;
    addCentralContent(content: Readonly<CentralContentDefinition>): IDisposable;
    readonly sidePanes: readonly { readonly key: string; select(): void }[];
  }
}
declare module '@babylonjs/shared-ui-components/modularTool/services/settingsStore.js' {
  import { type IReadonlyObservable } from '@babylonjs/core/Misc/observable.js';
  import { type IService } from '@babylonjs/shared-ui-components/modularTool/modularity/serviceDefinition.js';
  export const SettingsStoreIdentity: unique symbol;
  export type SettingDescriptor<T> = { readonly key: string; readonly defaultValue: T };
  export interface ISettingsStore extends IService<typeof SettingsStoreIdentity> {
    onChanged: IReadonlyObservable<string>;
    readSetting<T>(d: SettingDescriptor<T>): T;
    writeSetting<T>(d: SettingDescriptor<T>, v: T): void;
  }
}
declare module '@babylonjs/shared-ui-components/modularTool/services/settingsService.js' {
  import { type IDisposable } from '@babylonjs/core/scene.js';
  import { type IService } from '@babylonjs/shared-ui-components/modularTool/modularity/serviceDefinition.js';
  export const SettingsServiceIdentity: unique symbol;
  export interface ISettingsService extends IService<typeof SettingsServiceIdentity> {
    addSection(s: { identity: string; order?: number; collapseByDefault?: boolean }): IDisposable;
    addSectionContent(c: {
      key: string;
      section: string;
      order?: number;
      component: import('react').ComponentType<{ context: unknown }>;
    }): IDisposable;
  }
}
declare module '@babylonjs/shared-ui-components/modularTool/services/cli/bridgeCommandRegistry.js' {
  import { type IDisposable } from '@babylonjs/core/scene.js';
  import { type IService } from '@babylonjs/shared-ui-components/modularTool/modularity/serviceDefinition.js';
  export type BridgeCommandArgType = 'string' | 'file';
  export type BridgeCommandArg = {
    name: string;
    description: string;
    required?: boolean;
    type?: BridgeCommandArgType;
  };
  export type BridgeCommandDescriptor = {
    id: string;
    description: string;
    args?: BridgeCommandArg[];
    executeAsync: (args: Record<string, string>) => Promise<string>;
  };
  export const BridgeCommandRegistryIdentity: unique symbol;
  export interface IBridgeCommandRegistry extends IService<typeof BridgeCommandRegistryIdentity> {
    addCommand(d: BridgeCommandDescriptor): IDisposable;
  }
}
declare module '@babylonjs/shared-ui-components/modularTool/modularTool.js' {
  import { type IExtensionFeed } from '@babylonjs/shared-ui-components/modularTool/extensibility/extensionFeed.js';
  import { type WeaklyTypedServiceDefinition } from '@babylonjs/shared-ui-components/modularTool/modularity/serviceContainer.js';
  import { type ShellServiceOptions } from '@babylonjs/shared-ui-components/modularTool/services/shellService.js';
  export type ModularToolOptions = {
    namespace: string;
    containerElement: HTMLElement;
    serviceDefinitions: readonly WeaklyTypedServiceDefinition[];
    themeMode?: 'light' | 'dark' | 'system';
    showThemeSelector?: boolean;
    extensionFeeds?: readonly IExtensionFeed[];
    disableTeachingMoments?: boolean;
  } & ShellServiceOptions;
  export function MakeModularTool(o: ModularToolOptions): { dispose(): Promise<void> };
}
declare module '@babylonjs/shared-ui-components/modularTool/modularBridge.js' {
  import { type IDisposable } from '@babylonjs/core/scene.js';
  import { type WeaklyTypedServiceDefinition } from '@babylonjs/shared-ui-components/modularTool/modularity/serviceContainer.js';
  export type ModularBridgeOptions = {
    port?: number;
    name?: string;
    autoEnable?: boolean;
    serviceDefinitions?: readonly WeaklyTypedServiceDefinition[];
  };
  export type ModularBridgeToken = IDisposable & { readonly isDisposed: boolean };
  export function MakeModularBridge(o?: ModularBridgeOptions): ModularBridgeToken;
}
declare module '@babylonjs/shared-ui-components/modularTool/extensibility/extensionFeed.js' {
  import { type WeaklyTypedServiceDefinition } from '@babylonjs/shared-ui-components/modularTool/modularity/serviceContainer.js';
  export type ExtensionMetadata = {
    readonly name: string;
    readonly version?: string;
    readonly description: string;
    readonly keywords?: readonly string[];
    readonly homepage?: string;
    readonly repository?: string;
    readonly bugs?: string;
    readonly license?: string;
    readonly author?: string | { readonly name: string; readonly url?: string };
  };
  export type ExtensionModule = { default: { serviceDefinitions?: readonly WeaklyTypedServiceDefinition[] } };
  export interface IExtensionFeed {
    readonly name: string;
    queryExtensionsAsync(
      filter?: string,
    ): Promise<{
      readonly totalCount: number;
      getExtensionMetadataAsync(i: number, n: number): Promise<readonly ExtensionMetadata[]>;
    }>;
    getExtensionModuleAsync(name: string): Promise<ExtensionModule | undefined>;
  }
}
declare module '@babylonjs/shared-ui-components/modularTool/extensibility/builtInsExtensionFeed.js' {
  import {
    type ExtensionMetadata,
    type ExtensionModule,
    type IExtensionFeed,
  } from '@babylonjs/shared-ui-components/modularTool/extensibility/extensionFeed.js';
  export class BuiltInsExtensionFeed implements IExtensionFeed {
    constructor(
      name: string,
      extensions: Iterable<ExtensionMetadata & { getExtensionModuleAsync(): Promise<ExtensionModule> }>,
    );
    readonly name: string;
    queryExtensionsAsync: IExtensionFeed['queryExtensionsAsync'];
    getExtensionModuleAsync: IExtensionFeed['getExtensionModuleAsync'];
  }
}
declare module '@babylonjs/shared-ui-components/modularTool/components/extensibleAccordion.js' {
  export type DynamicAccordionSection = Readonly<{
    identity: string;
    order?: number;
    collapseByDefault?: boolean;
  }>;
  export type DynamicAccordionSectionContent<C> = Readonly<{
    key: string;
    section: string;
    order?: number;
    component: import('react').ComponentType<{ context: C }>;
  }>;
  export function ExtensibleAccordion<C = unknown>(
    props: import('react').PropsWithChildren<{
      sections: readonly DynamicAccordionSection[];
      sectionContent: readonly DynamicAccordionSectionContent<C>[];
      context: C;
      uniqueId?: string;
      enablePinnedItems?: boolean;
      enableHiddenItems?: boolean;
      enableSearchItems?: boolean;
    }>,
  ): import('react').ReactElement;
}
declare module '@babylonjs/shared-ui-components/modularTool/hooks/observableHooks.js' {
  import { type IReadonlyObservable } from '@babylonjs/core/Misc/observable.js';
  export function useObservableState<T>(
    accessor: () => T,
    ...observables: Array<IReadonlyObservable<any> | null | undefined>
  ): T;
}
