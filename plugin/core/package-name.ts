/** Name and version, as written into provenance. A test holds it against package.json. */
export const PACKAGE_NAME = 'babylon-image-to-3d 0.1.0';
