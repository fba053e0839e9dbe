// The published types of @babylonjs/inspector (9.5 and later) import "@babylonjs/shared-ui-components/*.js", a package it does not
// declare as a dependency; with skipLibCheck those names become errors (TS2305) or silently `any`. This ambient shim declares, by
// hand, the modules and members an extension needs (tried with inspector 9.28.0, TypeScript 7.0.2 strict); add a block when one is missing.
declare module '@babylonjs/shared-ui-components/fluent/primitives/toast.js' {
  export function useToast(): {
    showToast(message: string, options?: { intent?: 'info' | 'success' | 'warning' | 'error' }): void;
  };
}
declare module '@babylonjs/shared-ui-components/fluent/primitives/button.js' {
  export type ButtonProps = {
    onClick?: (e?: any) => unknown;
    icon?: any;
    appearance?: 'subtle' | 'transparent' | 'primary' | 'secondary';
    label?: string;
    ariaLabel?: string;
    disabled?: boolean;
    title?: string;
    className?: string;
    ref?: import('react').Ref<HTMLButtonElement>;
  };
  export const Button: import('react').FC<ButtonProps>;
}
declare module '@babylonjs/shared-ui-components/fluent/primitives/uploadButton.js' {
  export const UploadButton: import('react').FC<{
    onUpload: (f: FileList) => void;
    accept?: string;
    label?: string;
    title?: string;
    disabled?: boolean;
  }>;
}
declare module '@babylonjs/shared-ui-components/fluent/primitives/messageBar.js' {
  export const MessageBar: import('react').FC<{
    message: string;
    title?: string;
    docLink?: string;
    intent: 'info' | 'success' | 'warning' | 'error';
    staticItem?: boolean;
  }>;
}
declare module '@babylonjs/shared-ui-components/fluent/primitives/accordion.js' {
  export const Accordion: import('react').FC<
    import('react').PropsWithChildren<{
      uniqueId?: string;
      enablePinnedItems?: boolean;
      enableHiddenItems?: boolean;
      enableSearchItems?: boolean;
    }>
  >;
  export const AccordionSection: import('react').FC<
    import('react').PropsWithChildren<{ title: string; collapseByDefault?: boolean }>
  >;
  export const AccordionSectionItem: import('react').FC<
    import('react').PropsWithChildren<{ uniqueId: string; label?: string; staticItem?: boolean }>
  >;
}
declare module '@babylonjs/shared-ui-components/fluent/hoc/buttonLine.js' {
  export const ButtonLine: import('react').FC<{
    label: string;
    uniqueId?: string;
    icon?: any;
    onClick?: (e?: any) => unknown;
    disabled?: boolean;
    appearance?: string;
    title?: string;
  }>;
}
declare module '@babylonjs/shared-ui-components/fluent/hoc/propertyLines/propertyLine.js' {
  type Base = {
    label: string;
    uniqueId?: string;
    description?: string;
    docLink?: string;
    onCopy?: () => string;
  };
  export const PropertyLine: import('react').FC<
    import('react').PropsWithChildren<Base & { ref?: import('react').Ref<HTMLDivElement> }>
  >;
  export const LineContainer: import('react').FC<
    import('react').PropsWithChildren<{ uniqueId: string; label?: string }>
  >;
}
declare module '@babylonjs/shared-ui-components/fluent/hoc/propertyLines/syncedSliderPropertyLine.js' {
  export const SyncedSliderPropertyLine: import('react').FC<{
    label: string;
    uniqueId?: string;
    description?: string;
    value: number;
    onChange: (v: number) => void;
    min?: number;
    max?: number;
    step?: number;
    precision?: number;
    unit?: string;
    notifyOnlyOnRelease?: boolean;
    disabled?: boolean;
  }>;
}
declare module '@babylonjs/shared-ui-components/fluent/hoc/propertyLines/dropdownPropertyLine.js' {
  type P<V> = {
    label: string;
    uniqueId?: string;
    description?: string;
    value: V;
    onChange: (v: V) => void;
    options: readonly { label: string; value: V }[];
    disabled?: boolean;
  };
  export const NumberDropdownPropertyLine: import('react').FC<P<number>>;
  export const StringDropdownPropertyLine: import('react').FC<P<string>>;
}
declare module '@babylonjs/shared-ui-components/fluent/hoc/propertyLines/switchPropertyLine.js' {
  export const SwitchPropertyLine: import('react').FC<{
    label: string;
    uniqueId?: string;
    description?: string;
    value: boolean;
    onChange: (v: boolean) => void;
    disabled?: boolean;
  }>;
}
declare module '@babylonjs/shared-ui-components/fluent/hoc/propertyLines/inputPropertyLine.js' {
  export const TextInputPropertyLine: import('react').FC<{
    label: string;
    uniqueId?: string;
    description?: string;
    value: string;
    onChange: (v: string) => void;
    disabled?: boolean;
    validateOnlyOnBlur?: boolean;
  }>;
  export const NumberInputPropertyLine: import('react').FC<{
    label: string;
    uniqueId?: string;
    description?: string;
    value: number;
    onChange: (v: number) => void;
    min?: number;
    max?: number;
    step?: number;
    forceInt?: boolean;
  }>;
}
declare module '@babylonjs/shared-ui-components/fluent/hoc/propertyLines/textPropertyLine.js' {
  export const TextPropertyLine: import('react').FC<{
    label: string;
    uniqueId?: string;
    value: string;
    title?: string;
  }>;
}
declare module '@babylonjs/shared-ui-components/fluent/hoc/propertyLines/stringifiedPropertyLine.js' {
  export const StringifiedPropertyLine: import('react').FC<{
    label: string;
    uniqueId?: string;
    value: number;
    precision?: number;
    units?: string;
  }>;
}
declare module '@babylonjs/shared-ui-components/fluent/hoc/fileUploadLine.js' {
  export const FileUploadLine: import('react').FC<{
    label: string;
    accept: string;
    onClick: (f: FileList) => void;
    disabled?: boolean;
  }>;
}
declare module '@babylonjs/shared-ui-components/fluent/primitives/tooltip.js' {
  export const Tooltip: import('react').FC<
    import('react').PropsWithChildren<{ content: import('react').ReactNode }>
  >;
}
declare module '@babylonjs/shared-ui-components/fluent/primitives/spinButton.js' {
  export const SpinButton: import('react').FC<{
    value: number;
    onChange: (v: number) => void;
    min?: number;
    max?: number;
    step?: number;
    unit?: string;
    precision?: number;
    forceInt?: boolean;
    disabled?: boolean;
    className?: string;
    disableDragButton?: boolean;
  }>;
}
declare module '@babylonjs/shared-ui-components/fluent/primitives/textInput.js' {
  export const TextInput: import('react').FC<{
    value: string;
    onChange: (v: string) => void;
    disabled?: boolean;
    className?: string;
    validateOnlyOnBlur?: boolean;
  }>;
}
declare module '@babylonjs/shared-ui-components/fluent/primitives/dropdown.js' {
  type DropdownProps<V> = {
    value: V;
    onChange: (v: V) => void;
    options: readonly { label: string; value: V }[];
    disabled?: boolean;
    className?: string;
  };
  export const NumberDropdown: import('react').FC<DropdownProps<number>>;
  export const StringDropdown: import('react').FC<DropdownProps<string>>;
}
declare module '@babylonjs/shared-ui-components/fluent/primitives/switch.js' {
  export const Switch: import('react').FC<{
    value: boolean;
    onChange: (v: boolean) => void;
    disabled?: boolean;
  }>;
}
declare module '@babylonjs/shared-ui-components/fluent/primitives/syncedSlider.js' {
  export const SyncedSliderInput: import('react').FC<{
    value: number;
    onChange: (v: number) => void;
    min?: number;
    max?: number;
    step?: number;
    precision?: number;
    unit?: string;
    notifyOnlyOnRelease?: boolean;
    disabled?: boolean;
    className?: string;
  }>;
}
