"""The steps of the wizard, one file each, in the order in which they are answered."""

from __future__ import annotations

from wizard.wizard_frame import Step


def steps_of_wizard() -> list[type[Step]]:
    """All steps. Loaded when they are asked for, because some open screens that open the wizard again."""
    from wizard.steps.column_mapping_orders import OrderColumnsStep
    from wizard.steps.column_mapping_products import ProductColumnsStep
    from wizard.steps.confirm import Confirm
    from wizard.steps.connect import ConnectStep
    from wizard.steps.matching import MatchingStep
    from wizard.steps.modules import ModulesStep
    from wizard.steps.orders import OrdersStep
    from wizard.steps.products import ProductsStep
    from wizard.steps.receipts import ReceiptsStep
    from wizard.steps.warehouses import WarehousesStep

    return [
        ConnectStep,
        OrderColumnsStep,
        ProductColumnsStep,
        ModulesStep,
        OrdersStep,
        ProductsStep,
        MatchingStep,
        WarehousesStep,
        ReceiptsStep,
        Confirm,
    ]
