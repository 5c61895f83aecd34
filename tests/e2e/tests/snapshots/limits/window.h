struct window { char title[3]; long width; long height; };
