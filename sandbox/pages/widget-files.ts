import { widgetFolder, widgetServer } from '../../shared/widget-files.ts';
import { packageRoot } from '../../shared/package-root.ts';

/** The URL path of the Sign-In Widget's files. */
export const widgetFiles = `/sandbox-assets/${widgetFolder}`;

export const serveWidgetFile = widgetServer(widgetFiles, packageRoot());
