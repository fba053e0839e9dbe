/** Name and version for provenance. A test compares it with package.json. */
export const PACKAGE_NAME = 'babylon-image-to-3d 0.1.0';
