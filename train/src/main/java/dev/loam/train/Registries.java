package dev.loam.train;

import dev.loam.nn.Models;

/// Everything a config can name, apart from datasets, which [dev.loam.data.Datasets] keeps.
public record Registries(Models models, Optimizers optimizers, Schedules schedules, Criteria losses) {
    private static final Registries STANDARD = new Registries(Models.standard(), Optimizers.standard(), Schedules.standard(), Criteria.standard());

    /// What Loam itself has.
    public static Registries standard() {
        return STANDARD;
    }

    public Registries with(Models.Entry entry) {
        return new Registries(models.with(entry), optimizers, schedules, losses);
    }

    public Registries with(Optimizers.Entry entry) {
        return new Registries(models, optimizers.with(entry), schedules, losses);
    }

    public Registries with(Schedules.Entry entry) {
        return new Registries(models, optimizers, schedules.with(entry), losses);
    }

    public Registries with(Criteria.Entry entry) {
        return new Registries(models, optimizers, schedules, losses.with(entry));
    }
}
