// The bundler takes sheets by their import.
declare module "*.css" {}
